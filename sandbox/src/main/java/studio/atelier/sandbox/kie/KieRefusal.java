package studio.atelier.sandbox.kie;

import java.time.Duration;
import reactor.core.publisher.Mono;

/** A response whose {@code code} is not 200. */
class KieRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final int httpStatus;

    private KieRefusal(int httpStatus, int code, String msg) {
        super(msg, null, false, false);
        this.code = code;
        this.httpStatus = httpStatus;
    }

    /** A code inside an HTTP 200, as in most responses of kie.ai. */
    static KieRefusal code(int code, String msg) {
        return new KieRefusal(200, code, msg);
    }

    /** The same number as HTTP status and as code. */
    static KieRefusal http(int status, String msg) {
        return new KieRefusal(status, status, msg);
    }

    static KieRefusal unprocessable(String msg) {
        return code(422, msg);
    }

    static KieRefusal unauthorized() {
        return code(401, "You do not have access permissions");
    }

    static KieRefusal noCredits() {
        return code(402, "Credits insufficient. Your current credits are not enough to run this request.");
    }

    static KieRefusal tooManyRequests(int httpStatus) {
        return new KieRefusal(httpStatus, 429, "Your call frequency is too high. Please try again later.");
    }

    /** The refusal of a gateway in front of a call that does not answer for so long. */
    static <T> Mono<T> afterHanging(int hangMs) {
        return Mono.delay(Duration.ofMillis(hangMs)).then(Mono.error(() -> http(504, "Gateway Timeout")));
    }

    int code() {
        return code;
    }

    int httpStatus() {
        return httpStatus;
    }

    String msg() {
        return String.valueOf(getMessage());
    }
}
