package studio.atelier.sandbox.telegram;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.http.codec.multipart.FormFieldPart;
import org.springframework.http.codec.multipart.Part;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The parameters of one Bot API call, from any of the four encodings. */
record BotParameters(ObjectNode values, Map<String, FilePart> files, JsonMapper json) {

    private static final int MAX_JSON_BYTES = 1024 * 1024;

    static Mono<BotParameters> of(ServerWebExchange exchange, JsonMapper json) {
        ObjectNode values = json.createObjectNode();
        exchange.getRequest().getQueryParams().forEach((name, all) -> values.put(name, all.getFirst()));
        Mono<BotParameters> none = Mono.just(new BotParameters(values, Map.of(), json));
        MediaType type = exchange.getRequest().getHeaders().getContentType();
        if (type == null || exchange.getRequest().getMethod().equals(HttpMethod.GET)) {
            return none;
        }
        if (type.isCompatibleWith(MediaType.MULTIPART_FORM_DATA)) {
            return exchange.getMultipartData().map(parts -> fromParts(parts.toSingleValueMap(), values, json));
        }
        if (type.isCompatibleWith(MediaType.APPLICATION_FORM_URLENCODED)) {
            return exchange.getFormData().map(form -> {
                form.forEach((name, all) -> values.put(name, all.getFirst()));
                return new BotParameters(values, Map.of(), json);
            });
        }
        return DataBufferUtils.join(exchange.getRequest().getBody(), MAX_JSON_BYTES)
                .map(body -> {
                    try {
                        return fromJson(body.toString(StandardCharsets.UTF_8), values, json);
                    } finally {
                        DataBufferUtils.release(body);
                    }
                })
                .switchIfEmpty(none);
    }

    static BotParameters of(ObjectNode values, JsonMapper json) {
        return new BotParameters(values, Map.of(), json);
    }

    private static BotParameters fromJson(String body, ObjectNode values, JsonMapper json) {
        try {
            if (json.readTree(body) instanceof ObjectNode read) {
                values.setAll(read);
                return new BotParameters(values, Map.of(), json);
            }
        } catch (JacksonException e) {
            throw BotApiException.badRequest("can't parse JSON object");
        }
        throw BotApiException.badRequest("JSON object expected");
    }

    private static BotParameters fromParts(Map<String, Part> parts, ObjectNode values, JsonMapper json) {
        Map<String, FilePart> files = new HashMap<>();
        parts.forEach((name, part) -> {
            if (part instanceof FilePart file) {
                files.put(name, file);
            } else if (part instanceof FormFieldPart field) {
                values.put(name, field.value());
            }
        });
        return new BotParameters(values, files, json);
    }

    @Nullable
    String text(String name) {
        JsonNode value = values.get(name);
        return value == null || value.isNull() ? null : value.isValueNode() ? value.asString() : value.toString();
    }

    String requiredText(String name, String complaint) {
        String value = text(name);
        if (value == null || value.isEmpty()) {
            throw BotApiException.badRequest(complaint);
        }
        return value;
    }

    OptionalLong number(String name) {
        String value = text(name);
        if (value == null || value.isBlank()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(value.strip()));
        } catch (NumberFormatException e) {
            throw BotApiException.badRequest("parameter \"" + name + "\" must be an integer");
        }
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(text(name));
    }

    /** A nested object: an object in a JSON body, JSON text in the other three encodings. */
    @Nullable
    JsonNode object(String name) {
        JsonNode value = values.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (value.isContainer()) {
            return value;
        }
        try {
            return json.readTree(value.asString());
        } catch (JacksonException e) {
            throw BotApiException.badRequest("can't parse " + name + " JSON object");
        }
    }

    long chatId() {
        try {
            return number("chat_id").orElseThrow(() -> BotApiException.badRequest("chat_id is empty"));
        } catch (BotApiException e) {
            throw BotApiException.badRequest(text("chat_id") == null ? "chat_id is empty" : "chat not found");
        }
    }
}
