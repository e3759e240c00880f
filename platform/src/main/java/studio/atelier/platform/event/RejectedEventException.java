package studio.atelier.platform.event;

/**
 * Thrown by a handler for a record that can never be handled because of its own content. The record is sent to the
 * dead-letter topic at once.
 */
public class RejectedEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Describes what is wrong with the record, without its content. */
    public RejectedEventException(String message) {
        super(message);
    }
}
