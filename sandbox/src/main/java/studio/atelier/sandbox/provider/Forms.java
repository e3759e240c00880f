package studio.atelier.sandbox.provider;

import java.util.List;
import java.util.Map;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.http.codec.multipart.FormFieldPart;
import org.springframework.http.codec.multipart.Part;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Multipart forms and queries as fields. */
public final class Forms {

    private static final int MAX_FILE_BYTES = 50 * 1024 * 1024;

    private Forms() {}

    /** The form's fields as texts, and for each name of files what they are. */
    public static ObjectNode fieldsOf(MultiValueMap<String, Part> parts) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        parts.forEach((name, values) -> {
            List<String> texts = values.stream().map(Forms::describe).toList();
            fields.put(name, texts.size() == 1 ? texts.getFirst() : texts.toString());
        });
        return fields;
    }

    /** The query's parameters as texts; of a repeated one the first. */
    public static ObjectNode fieldsOfQuery(Map<String, List<String>> parameters) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        parameters.forEach(
                (name, values) -> fields.put(name, values.isEmpty() ? "" : String.valueOf(values.getFirst())));
        return fields;
    }

    /** All bytes of a file. */
    public static Mono<byte[]> bytesOf(Part part) {
        return DataBufferUtils.join(part.content(), MAX_FILE_BYTES).map(buffer -> {
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            DataBufferUtils.release(buffer);
            return bytes;
        });
    }

    private static String describe(Part part) {
        return switch (part) {
            case FormFieldPart field -> field.value();
            case FilePart file ->
                "file " + file.filename() + ", " + file.headers().getContentType();
            default -> "part " + part.headers().getContentType();
        };
    }
}
