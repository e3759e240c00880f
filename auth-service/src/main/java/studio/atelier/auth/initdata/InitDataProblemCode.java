package studio.atelier.auth.initdata;

import org.springframework.http.HttpStatus;
import studio.atelier.platform.web.ProblemCode;

/** Why initData is rejected. */
enum InitDataProblemCode implements ProblemCode {
    INIT_DATA_MALFORMED(HttpStatus.BAD_REQUEST),
    INIT_DATA_SIGNATURE_INVALID(HttpStatus.UNAUTHORIZED),
    INIT_DATA_EXPIRED(HttpStatus.UNAUTHORIZED),
    INIT_DATA_FROM_FUTURE(HttpStatus.UNAUTHORIZED),
    INIT_DATA_REPLAYED(HttpStatus.UNAUTHORIZED);

    private final HttpStatus status;

    InitDataProblemCode(HttpStatus status) {
        this.status = status;
    }

    @Override
    public HttpStatus httpStatus() {
        return status;
    }
}
