package studio.atelier.platform.idempotency;

/** Another request used the key first. */
public final class IdempotencyKeyTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public IdempotencyKeyTakenException() {
        super("The Idempotency-Key is taken");
    }
}
