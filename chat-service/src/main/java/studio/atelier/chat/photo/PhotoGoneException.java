package studio.atelier.chat.photo;

import java.time.Duration;
import studio.atelier.chat.telegram.TelegramException;
import studio.atelier.platform.web.ProblemException;

/** A photo that was sent to the bot cannot be had. */
abstract sealed class PhotoException extends ProblemException {

    private static final long serialVersionUID = 1L;
    private static final Duration LATER = Duration.ofSeconds(5);

    private PhotoException(PhotoProblem problem) {
        super(problem);
    }

    static PhotoException of(TelegramException failure) {
        return switch (failure) {
            case TelegramException.TooManyRequests wait -> new Unavailable(wait.retryAfter());
            case TelegramException.Unavailable unavailable -> new Unavailable(LATER);
            case TelegramException.Refused refused -> new Gone();
            case TelegramException.Unreachable unreachable -> new Gone();
        };
    }

    /** Telegram does not give it any more. */
    static final class Gone extends PhotoException {

        private static final long serialVersionUID = 1L;

        private Gone() {
            super(PhotoProblem.PHOTO_GONE);
        }
    }

    /** Telegram is away, or wants us to wait. */
    static final class Unavailable extends PhotoException {

        private static final long serialVersionUID = 1L;

        private Unavailable(Duration retryAfter) {
            super(PhotoProblem.TELEGRAM_UNAVAILABLE);
            retryAfter(retryAfter);
        }
    }
}
