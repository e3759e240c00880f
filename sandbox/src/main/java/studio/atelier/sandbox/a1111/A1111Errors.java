package studio.atelier.sandbox.a1111;

import java.util.List;
import java.util.Map;
import studio.atelier.sandbox.fault.ProviderFault;
import studio.atelier.sandbox.provider.Answers;
import studio.atelier.sandbox.provider.ProviderRefusal;

/** The refusals of a Stable Diffusion WebUI. */
final class A1111Errors {

    private A1111Errors() {}

    static ProviderRefusal of(ProviderFault fault) {
        return switch (fault) {
            case UNAUTHORIZED -> httpException(401, "Incorrect username or password");
            case INVALID_ENCODED_IMAGE -> invalidEncodedImage();
            case OUT_OF_MEMORY ->
                error(
                        500,
                        "OutOfMemoryError",
                        "",
                        "CUDA out of memory. Tried to allocate 1.50 GiB (GPU 0; 6.00 GiB total)");
            case PLAIN_TEXT_ERROR -> new ProviderRefusal(Answers.text(500, "Internal Server Error"));
            default -> error(500, "RuntimeError", "", "The size of tensor a must match the size of tensor b");
        };
    }

    static ProviderRefusal invalidEncodedImage() {
        return httpException(500, "Invalid encoded image");
    }

    static ProviderRefusal notFound(String what) {
        return httpException(404, what + " not found");
    }

    /** The shape in which FastAPI reports a body that does not fit. */
    static ProviderRefusal invalid(String field, String message) {
        return new ProviderRefusal(Answers.json(
                422,
                Map.of(
                        "detail",
                        List.of(Map.of("loc", List.of("body", field), "msg", message, "type", "value_error")))));
    }

    private static ProviderRefusal httpException(int status, String detail) {
        return error(status, "HTTPException", detail, "");
    }

    private static ProviderRefusal error(int status, String type, String detail, String errors) {
        return new ProviderRefusal(
                Answers.json(status, Map.of("error", type, "detail", detail, "body", "", "errors", errors)));
    }
}
