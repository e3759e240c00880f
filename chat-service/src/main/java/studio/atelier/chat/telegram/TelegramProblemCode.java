package studio.atelier.chat.telegram;

import org.springframework.http.HttpStatus;
import studio.atelier.platform.web.ProblemCode;

/** Telegram's failures, as reported to callers. */
enum TelegramProblemCode implements ProblemCode {
    /** Telegram does not respond, or limits our calls; the caller may retry later. */
    TELEGRAM_UNAVAILABLE;

    @Override
    public HttpStatus httpStatus() {
        return HttpStatus.SERVICE_UNAVAILABLE;
    }
}
