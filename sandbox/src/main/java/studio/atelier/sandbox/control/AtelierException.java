package studio.atelier.sandbox.control;

import org.springframework.http.HttpStatusCode;

/** Atelier refused the request, or its gateway did not handle it; the page shows the message to the user. */
class AtelierException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatusCode status;

    AtelierException(HttpStatusCode status, String why) {
        super(why, null, false, false);
        this.status = status;
    }

    HttpStatusCode status() {
        return status;
    }
}
