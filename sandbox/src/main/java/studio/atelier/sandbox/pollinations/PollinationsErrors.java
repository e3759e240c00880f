package studio.atelier.sandbox.pollinations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import studio.atelier.sandbox.fault.ProviderFault;
import studio.atelier.sandbox.provider.Answers;
import studio.atelier.sandbox.provider.ProviderRefusal;

/** The refusals of Pollinations. */
final class PollinationsErrors {

    private static final byte[] RATE_LIMIT_PICTURE = resource("pollinations/rate-limit.jpg");

    private PollinationsErrors() {}

    static ProviderRefusal of(ProviderFault fault) {
        return switch (fault) {
            case UNAUTHORIZED -> error(401, "UNAUTHORIZED", "A valid API key is required.");
            case NO_CREDIT -> error(402, "PAYMENT_REQUIRED", "Insufficient pollen balance.");
            case REFUSED -> unsafe();
            case TOO_MANY_REQUESTS -> error(429, "RATE_LIMITED", "Too many requests.");
            case UNAVAILABLE -> error(503, "SERVICE_UNAVAILABLE", "The safety check is not available.");
            case QUEUE_FULL ->
                new ProviderRefusal(Answers.json(
                        402,
                        Map.of(
                                "x402Version",
                                1,
                                "error",
                                "Queue full for IP: 203.0.113.7 (1 request queued, 1 allowed)",
                                "accepts",
                                List.of())));
            case RATE_LIMIT_PICTURE ->
                new ProviderRefusal(Answers.bytes(MediaType.IMAGE_JPEG_VALUE, RATE_LIMIT_PICTURE.clone()));
            default -> serverError("Image generation failed.");
        };
    }

    static ProviderRefusal invalid(String field, String message) {
        return error(400, "BAD_REQUEST", field + ": " + message);
    }

    static ProviderRefusal serverError(String message) {
        return error(500, "INTERNAL_ERROR", message);
    }

    static ProviderRefusal unsafe() {
        Map<String, Object> error = body("BAD_REQUEST", "The prompt was blocked by the safety filter.");
        error.put("type", "safety_error");
        return new ProviderRefusal(Answers.json(400, envelope(400, error)));
    }

    private static ProviderRefusal error(int status, String code, String message) {
        return new ProviderRefusal(Answers.json(status, envelope(status, body(code, message))));
    }

    private static Map<String, Object> envelope(int status, Map<String, Object> error) {
        return Map.of("status", status, "success", false, "error", error);
    }

    private static Map<String, Object> body(String code, String message) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", message);
        error.put("timestamp", Instant.now().toString());
        error.put("details", Map.of());
        error.put("requestId", UUID.randomUUID().toString());
        return error;
    }

    private static byte[] resource(String name) {
        try {
            return new ClassPathResource(name).getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
