package studio.atelier.sandbox.control;

/** Atelier's gateway did not handle the request; the page shows the message to the user. */
class AtelierUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AtelierUnavailableException(String what) {
        super(what, null, false, false);
    }
}
