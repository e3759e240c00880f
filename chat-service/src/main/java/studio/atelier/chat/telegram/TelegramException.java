package studio.atelier.chat.telegram;

import java.time.Duration;

/** A call to Telegram failed. The bot's token is part of every URL, so neither message nor cause ever contains one. */
public abstract sealed class TelegramException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private TelegramException(String message) {
        super(message);
    }

    /** Too many calls; may be retried after a delay. */
    public static final class TooManyRequests extends TelegramException {

        private static final long serialVersionUID = 1L;

        private final Duration retryAfter;

        TooManyRequests(Duration retryAfter) {
            super("Telegram asks to retry after " + retryAfter.toSeconds() + " s");
            this.retryAfter = retryAfter;
        }

        /** The delay before a retry. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** The user has blocked the bot, or no longer exists; not worth retrying. */
    public static final class Unreachable extends TelegramException {

        private static final long serialVersionUID = 1L;

        Unreachable() {
            super("The user cannot be reached");
        }
    }

    /** Telegram will never accept this call as it is. */
    public static final class Refused extends TelegramException {

        private static final long serialVersionUID = 1L;

        Refused(int errorCode, String description) {
            super("Telegram refuses with " + errorCode + ": " + description);
        }
    }

    /**
     * Telegram, or the connection to it, is broken for now, or our token is not accepted. The call may have succeeded.
     */
    public static final class Unavailable extends TelegramException {

        private static final long serialVersionUID = 1L;

        Unavailable(String why) {
            super("Telegram is not available: " + why);
        }
    }
}
