package studio.atelier.generation.job;

/**
 * Why an admitted job failed ({@link JobProblemCode}: why a request was refused); decided mostly in
 * {@code run.RecoverFromFailure}. The name is the stable code on the wire; the texts are in
 * {@code i18n/job-errors*.properties}. A failed job costs the user nothing.
 */
public enum JobErrorCode {
    /** Billing declined after the request had already been answered. */
    INSUFFICIENT_FUNDS,
    /** Another source would have paid than the one that was shown. */
    QUOTE_CHANGED,
    ACCOUNT_CLOSED,
    /** Billing declined for a reason on our side. */
    PAYMENT_FAILED,
    /** No worker started it in time. */
    WAITED_TOO_LONG,
    DEADLINE_EXCEEDED,
    /** The provider tried and made no usable image. */
    PROVIDER_FAILED,
    /** The provider is unavailable. */
    PROVIDER_UNAVAILABLE,
    /** The day's budget for free images is spent. */
    FREE_PICTURES_SPENT,
    /** The provider refuses to make this image. */
    PROVIDER_REFUSED,
    /** The request is against the provider's content policy; others are not asked. */
    CONTENT_REFUSED,
    /** An upload that it needs no longer exists. */
    INPUT_GONE,
    /** An operator cleared the queue. */
    CLEARED_BY_OPERATOR,
    INTERNAL_ERROR
}
