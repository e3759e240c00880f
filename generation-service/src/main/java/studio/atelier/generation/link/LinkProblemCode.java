package studio.atelier.generation.link;

import org.springframework.http.HttpStatus;
import studio.atelier.platform.web.ProblemCode;

/** Why a link does not open. */
enum LinkProblemCode implements ProblemCode {
    /** It was good, and its hour is over; reading the picture again gives a fresh one. */
    LINK_EXPIRED(HttpStatus.FORBIDDEN),
    /** We never made this link, or what it opened is gone: the two are not told apart. */
    LINK_NOT_FOUND(HttpStatus.NOT_FOUND);

    private final HttpStatus status;

    LinkProblemCode(HttpStatus status) {
        this.status = status;
    }

    @Override
    public HttpStatus httpStatus() {
        return status;
    }
}
