package studio.atelier.chat.telegram;

import java.time.Duration;
import studio.atelier.platform.web.ProblemException;

/** Telegram is away, or wants us to wait, while somebody waits for it. */
public final class TelegramUnavailableException extends ProblemException {

    private static final long serialVersionUID = 1L;
    private static final Duration LATER = Duration.ofSeconds(5);

    private TelegramUnavailableException(Duration retryAfter) {
        super(TelegramProblem.TELEGRAM_UNAVAILABLE);
        retryAfter(retryAfter);
    }

    /**
     * What is said of Telegram's failure.
     *
     * @param refused what is said if repeating does not help
     */
    public static ProblemException or(ProblemException refused, TelegramException failure) {
        return switch (failure) {
            case TelegramException.TooManyRequests wait -> new TelegramUnavailableException(wait.retryAfter());
            case TelegramException.Unavailable unavailable -> new TelegramUnavailableException(LATER);
            case TelegramException.Refused refusal -> refused;
            case TelegramException.Unreachable unreachable -> refused;
        };
    }
}
