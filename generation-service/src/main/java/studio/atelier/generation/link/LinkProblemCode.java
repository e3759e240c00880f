package studio.atelier.generation.link;

import org.springframework.http.HttpStatus;
import studio.atelier.platform.web.ProblemCode;

/** Why a link is refused. */
enum LinkProblemCode implements ProblemCode {
    /** The link was valid and has expired; reading the image again gives a fresh one. */
    LINK_EXPIRED(HttpStatus.FORBIDDEN),
    /** The link is not ours, or its file is gone: clients cannot tell the two apart. */
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
