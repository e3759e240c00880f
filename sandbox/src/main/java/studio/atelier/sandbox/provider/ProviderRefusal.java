package studio.atelier.sandbox.provider;

import org.springframework.http.ResponseEntity;

/** An answer other than the one that was asked for, in the provider's own shape. */
public final class ProviderRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ResponseEntity<byte[]> answer;

    public ProviderRefusal(ResponseEntity<byte[]> answer) {
        super("answered with " + answer.getStatusCode().value(), null, false, false);
        this.answer = answer;
    }

    public ResponseEntity<byte[]> answer() {
        return answer;
    }
}
