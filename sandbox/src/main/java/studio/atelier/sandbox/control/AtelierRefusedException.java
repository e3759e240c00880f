package studio.atelier.sandbox.control;

import org.springframework.http.HttpStatusCode;

/** Atelier refused the request; the page shows the message to the user. */
class AtelierRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatusCode status;

    AtelierRefusedException(HttpStatusCode status, String why) {
        super(why, null, false, false);
        this.status = status;
    }

    HttpStatusCode status() {
        return status;
    }
}
