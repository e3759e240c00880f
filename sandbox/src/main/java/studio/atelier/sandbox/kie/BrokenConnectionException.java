package studio.atelier.sandbox.kie;

/** The connection must be closed without a response. */
class BrokenConnectionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenConnectionException() {
        super("closed on order", null, false, false);
    }
}
