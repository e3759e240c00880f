package studio.atelier.sandbox.provider;

import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import studio.atelier.sandbox.fault.ProviderFault;

/**
 * An image that was made.
 *
 * @param contentType the type of the format that was requested
 * @param fault what is wrong with it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and never changed
public record DrawnPicture(
        byte[] bytes, String contentType, @Nullable ProviderFault fault) {

    /** The type that the image's file is declared with. */
    public String declaredType() {
        return fault == ProviderFault.WRONG_MIME ? MediaType.TEXT_HTML_VALUE : contentType;
    }

    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The answer that carries the image, declared as something else if that fault was drawn. */
    public ResponseEntity<byte[]> declareIn(ResponseEntity<byte[]> answer) {
        return fault == ProviderFault.WRONG_MIME
                ? Answers.with(answer, HttpHeaders.CONTENT_TYPE, MediaType.TEXT_HTML_VALUE)
                : answer;
    }
}
