package studio.atelier.auth.user;

import org.springframework.http.HttpStatus;
import studio.atelier.platform.web.ProblemCode;

/** Problems with a user. */
enum UserProblemCode implements ProblemCode {
    USER_BLOCKED(HttpStatus.FORBIDDEN),
    USER_IS_ADMIN(HttpStatus.CONFLICT);

    private final HttpStatus status;

    UserProblemCode(HttpStatus status) {
        this.status = status;
    }

    @Override
    public HttpStatus httpStatus() {
        return status;
    }
}
