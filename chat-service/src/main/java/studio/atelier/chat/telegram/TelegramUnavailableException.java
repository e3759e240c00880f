package studio.atelier.chat.telegram;

import java.time.Duration;
import java.util.function.Supplier;
import studio.atelier.platform.web.ProblemException;

/** Telegram is unavailable, or limits our calls, while a caller waits for it. */
public final class TelegramUnavailableException extends ProblemException {

    private static final long serialVersionUID = 1L;
    private static final Duration LATER = Duration.ofSeconds(5);

    private TelegramUnavailableException(Duration retryAfter) {
        super(TelegramProblemCode.TELEGRAM_UNAVAILABLE);
        retryAfter(retryAfter);
    }

    /**
     * Maps Telegram's failure for a caller: this exception, if a retry helps.
     *
     * @param otherwise the exception if a retry does not help
     */
    public static ProblemException orElse(Supplier<ProblemException> otherwise, TelegramException failure) {
        return switch (failure) {
            case TelegramException.TooManyRequests wait -> new TelegramUnavailableException(wait.retryAfter());
            case TelegramException.Unavailable unavailable -> new TelegramUnavailableException(LATER);
            case TelegramException.Refused refusal -> otherwise.get();
            case TelegramException.Unreachable unreachable -> otherwise.get();
        };
    }
}
