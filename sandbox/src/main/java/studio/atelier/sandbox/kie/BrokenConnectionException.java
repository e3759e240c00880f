package studio.atelier.sandbox.kie;

/** The connection is to be closed without an answer. */
class BrokenConnectionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenConnectionException() {
        super("closed on order", null, false, false);
    }
}
