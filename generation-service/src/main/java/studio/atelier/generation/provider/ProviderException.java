package studio.atelier.generation.provider;

import org.jspecify.annotations.Nullable;

/** A provider call failed; the permitted types are the ways to continue. */
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

    /**
     * The provider has not accepted the request and may accept it later: rate limits, maintenance, refused connections.
     */
    public static final class Busy extends ProviderException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public Busy(String detail, @Nullable Throwable cause) {
            super(detail, cause);
        }
    }

    /** The call broke: a few retries may help. */
    public static final class Broken extends ProviderException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public Broken(String detail, @Nullable Throwable cause) {
            super(detail, cause);
        }
    }

    /** No response arrived: the request may be in progress and paid for. */
    public static final class Unanswered extends ProviderException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public Unanswered(String detail, @Nullable Throwable cause) {
            super(detail, cause);
        }
    }

    /** The provider accepted the request and failed to make the image; one more try is reasonable. */
    public static sealed class NotMade extends ProviderException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public NotMade(String detail, @Nullable Throwable cause) {
            super(detail, cause);
        }
    }

    /**
     * The provider's safety filter withheld the image it had made. The same prompt may pass with another seed, so one
     * more try is reasonable.
     */
    public static final class ImageWithheld extends NotMade {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public ImageWithheld(String detail) {
            super(detail, null);
        }
    }

    /** The provider refuses this request, now and later: it is invalid, or against the content policy. */
    public static sealed class Refused extends ProviderException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public Refused(String detail) {
            super(detail, null);
        }
    }

    /** The provider refuses this request because it is against its content policy. */
    public static final class PolicyRefused extends Refused {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public PolicyRefused(String detail) {
            super(detail);
        }
    }

    /** The provider refuses our account: key, money or limits. It makes no images until an operator acts. */
    public static sealed class AccountTrouble extends ProviderException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public AccountTrouble(String detail) {
            super(detail, null);
        }
    }

    /** Our credit at the provider does not suffice: only a payment helps. */
    public static final class OutOfCredit extends AccountTrouble {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public OutOfCredit(String detail) {
            super(detail);
        }
    }

    /**
     * What the provider delivered is unusable: not a picture file, too large, or at an address that is not permitted.
     */
    public static sealed class Unusable extends ProviderException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public Unusable(String detail, @Nullable Throwable cause) {
            super(detail, cause);
        }
    }

    /** What the provider delivered is larger than a picture may be; the same request would yield no smaller one. */
    public static final class TooLarge extends Unusable {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public TooLarge(String detail, @Nullable Throwable cause) {
            super(detail, cause);
        }
    }

    /** Calls to the provider are suspended for a while because they kept failing. */
    public static final class Suspended extends ProviderException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public Suspended(String detail) {
            super(detail, null);
        }
    }
}
