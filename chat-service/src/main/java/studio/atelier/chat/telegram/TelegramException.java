package studio.atelier.chat.telegram;

import java.time.Duration;

/**
 * Telegram did not do what it was asked. The bot's token is part of every address, so neither message nor cause ever
 * carries one.
 */
public abstract sealed class TelegramException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private TelegramException(String message) {
        super(message);
    }

    /** Too many calls; worth repeating after a while. */
    public static final class TooManyRequests extends TelegramException {

        private static final long serialVersionUID = 1L;

        private final Duration retryAfter;

        TooManyRequests(Duration retryAfter) {
            super("Telegram wants us to wait " + retryAfter.toSeconds() + " s");
            this.retryAfter = retryAfter;
        }

        /** How long to wait. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** The person has blocked the bot, or is gone; not worth repeating. */
    public static final class Unreachable extends TelegramException {

        private static final long serialVersionUID = 1L;

        Unreachable() {
            super("The person cannot be reached");
        }
    }

    /** Telegram will never take this call as it is. */
    public static final class Refused extends TelegramException {

        private static final long serialVersionUID = 1L;

        Refused(int errorCode, String description) {
            super("Telegram refuses with " + errorCode + ": " + description);
        }
    }

    /** Telegram, or the way to it, is broken for now, or our token is not accepted. The call may have been done. */
    public static final class Unavailable extends TelegramException {

        private static final long serialVersionUID = 1L;

        Unavailable(String why) {
            super("Telegram is not available: " + why);
        }
    }
}
