package studio.atelier.generation.catalogue;

import org.springframework.http.HttpStatus;
import studio.atelier.platform.web.ProblemCode;

/** Why a model or its parameters cannot be chosen. */
enum CatalogueProblemCode implements ProblemCode {
    MODEL_NOT_FOUND(HttpStatus.NOT_FOUND),
    INVALID_PARAMETERS(HttpStatus.UNPROCESSABLE_CONTENT);

    private final HttpStatus status;

    CatalogueProblemCode(HttpStatus status) {
        this.status = status;
    }

    @Override
    public HttpStatus httpStatus() {
        return status;
    }
}
