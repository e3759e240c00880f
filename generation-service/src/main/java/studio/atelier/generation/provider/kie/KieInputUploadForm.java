package studio.atelier.generation.provider.kie;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpEntity;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.ImageProvider.InputPictureFile;

/** The form of kie.ai's file upload. */
final class KieInputUploadForm {

    private static final String FOLDER = "atelier/inputs";
    private static final DataBufferFactory BUFFERS = DefaultDataBufferFactory.sharedInstance;

    private KieInputUploadForm() {}

    /** Sends the file as one buffer: a resource would be split into pieces of 4 kB. */
    static MultiValueMap<String, HttpEntity<?>> toMultipartForm(String name, InputPictureFile picture) {
        String fileName = name + toFileExtension(picture.contentType());
        MultipartBodyBuilder form = new MultipartBodyBuilder();
        form.asyncPart("file", Mono.fromSupplier(() -> BUFFERS.wrap(picture.bytes())), DataBuffer.class)
                .filename(fileName)
                .contentType(MediaType.parseMediaType(picture.contentType()));
        form.part("uploadPath", FOLDER);
        form.part("fileName", fileName);
        return form.build();
    }

    private static String toFileExtension(String contentType) {
        return switch (contentType) {
            case MediaType.IMAGE_PNG_VALUE -> ".png";
            case "image/webp" -> ".webp";
            default -> ".jpg";
        };
    }
}
