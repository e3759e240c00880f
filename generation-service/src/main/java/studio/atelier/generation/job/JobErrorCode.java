package studio.atelier.generation.job;

/**
 * Why a job failed. The name is the stable code on the wire; the words stand in {@code i18n/job-errors*.properties}.
 * None of them costs the user anything.
 */
public enum JobErrorCode {
    /** Billing declined after the request had already been answered. */
    INSUFFICIENT_FUNDS,
    QUOTE_CHANGED,
    ACCOUNT_CLOSED,
    /** Billing declined for a reason that is ours. */
    PAYMENT_FAILED,
    /** Nobody got to it in time. */
    WAITED_TOO_LONG,
    DEADLINE_EXCEEDED,
    /** The provider tried and made no usable picture. */
    PROVIDER_FAILED,
    /** The provider is away. */
    PROVIDER_UNAVAILABLE,
    /** What all free pictures of a day may cost us is spent. */
    FREE_PICTURES_SPENT,
    /** The provider does not want to make this picture. */
    PROVIDER_REFUSED,
    /** A photo it needs is no longer there. */
    INPUT_GONE,
    /** An operator cleared the queue. */
    CLEARED_BY_OPERATOR,
    INTERNAL_ERROR
}
