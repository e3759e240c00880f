package studio.atelier.sandbox.control;

/** Atelier's gateway did not do what it was asked for; the message is for the person at the page. */
class AtelierUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AtelierUnavailableException(String what) {
        super(what, null, false, false);
    }
}
