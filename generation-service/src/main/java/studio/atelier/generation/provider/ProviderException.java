package studio.atelier.generation.provider;

import org.jspecify.annotations.Nullable;

/** A provider did not do what was asked; the permitted types are the ways to go on. */
public abstract sealed class ProviderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String detail;

    private ProviderException(String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.detail = detail;
    }

    /** A short code for logs, metrics and the attempt's row; never shown to users. */
    public final String detailCode() {
        return detail;
    }

    /** It has not taken the request and may take it a little later: rate limits, maintenance, refused connections. */
    public static final class Busy extends ProviderException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public Busy(String detail, @Nullable Throwable cause) {
            super(detail, cause);
        }
    }

    /** It broke: asking again may help, a few times. */
    public static final class Broken extends ProviderException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public Broken(String detail, @Nullable Throwable cause) {
            super(detail, cause);
        }
    }

    /** No answer came: the request may be under way and paid for. */
    public static final class Unanswered extends ProviderException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public Unanswered(String detail, @Nullable Throwable cause) {
            super(detail, cause);
        }
    }

    /** It took the request and failed to make the picture; one more try is reasonable. */
    public static final class NotMade extends ProviderException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public NotMade(String detail, @Nullable Throwable cause) {
            super(detail, cause);
        }
    }

    /** It does not want this request, now or later: invalid to it, or against its content policy. */
    public static final class Refused extends ProviderException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public Refused(String detail) {
            super(detail, null);
        }
    }

    /** Our account is the matter: key, money or limits. Nobody's picture will be made until an operator acts. */
    public static final class AccountTrouble extends ProviderException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public AccountTrouble(String detail) {
            super(detail, null);
        }
    }

    /** What it gave cannot be used: not a picture, too large, from an address we do not fetch from. */
    public static final class Unusable extends ProviderException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public Unusable(String detail, @Nullable Throwable cause) {
            super(detail, cause);
        }
    }

    /** We have stopped asking it for a while because it kept failing. */
    public static final class Suspended extends ProviderException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public Suspended(String detail) {
            super(detail, null);
        }
    }
}
