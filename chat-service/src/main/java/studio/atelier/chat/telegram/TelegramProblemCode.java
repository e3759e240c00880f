package studio.atelier.chat.telegram;

import org.springframework.http.HttpStatus;
import studio.atelier.platform.web.ProblemCode;

/** What is told of Telegram to whoever waits for it. */
enum TelegramProblemCode implements ProblemCode {
    /** Telegram does not answer, or has had enough of us; trying again later helps. */
    TELEGRAM_UNAVAILABLE;

    @Override
    public HttpStatus httpStatus() {
        return HttpStatus.SERVICE_UNAVAILABLE;
    }
}
