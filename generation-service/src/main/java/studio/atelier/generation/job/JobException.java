package studio.atelier.generation.job;

import java.time.Duration;
import studio.atelier.contracts.billing.Offer;
import studio.atelier.platform.web.ProblemException;

/** A request about jobs that is refused. */
public abstract sealed class JobException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private JobException(JobProblemCode problem, Object... arguments) {
        super(problem, arguments);
    }

    /** The user cannot pay; the problem says what is missing and what can be bought. */
    public static final class InsufficientFunds extends JobException {

        private static final long serialVersionUID = 1L;

        public InsufficientFunds(JobPaymentDecline decline) {
            super(JobProblemCode.INSUFFICIENT_FUNDS, decline.required(), decline.available());
            addField("required", decline.required());
            addField("available", decline.available());
            addField(
                    "offers",
                    decline.offers().stream().map(PurchaseOfferResponse::from).toList());
        }
    }

    /** Price or source differ from what the client expected; the text says which. */
    public static final class JobQuoteChanged extends JobException {

        private static final long serialVersionUID = 1L;

        private JobQuoteChanged(long price, boolean bySource) {
            super(JobProblemCode.QUOTE_CHANGED, price, bySource ? 1 : 0);
            addField("price", price);
        }

        /** It costs more than the most that the client agreed to. */
        public static JobQuoteChanged byPrice(long price) {
            return new JobQuoteChanged(price, false);
        }

        /** Another source than the one that the client agreed to would pay. */
        public static JobQuoteChanged bySource(long price) {
            return new JobQuoteChanged(price, true);
        }
    }

    /** The account is closed to charges. */
    public static final class JobAccountClosed extends JobException {

        private static final long serialVersionUID = 1L;

        public JobAccountClosed() {
            super(JobProblemCode.ACCOUNT_CLOSED);
        }
    }

    /** The payment was declined for a reason on our side. */
    public static final class JobPaymentFailed extends JobException {

        private static final long serialVersionUID = 1L;

        public JobPaymentFailed() {
            super(JobProblemCode.PAYMENT_FAILED);
            retryAfter(Duration.ofSeconds(5));
        }
    }

    /** With these the user would have more jobs that have not started, paid for or not, than the plan permits. */
    public static final class TooManyWaitingJobs extends JobException {

        private static final long serialVersionUID = 1L;

        public TooManyWaitingJobs(int limit) {
            super(JobProblemCode.TOO_MANY_JOBS, limit);
            addField("limit", limit);
            retryAfter(Duration.ofSeconds(15));
        }
    }

    /** The queue is so long that the job would wait too long. */
    public static final class JobQueueTooLong extends JobException {

        private static final long serialVersionUID = 1L;

        public JobQueueTooLong(Duration wait) {
            super(JobProblemCode.QUEUE_TOO_LONG, Math.max(1, wait.toMinutes()));
            addField("estimatedWaitSeconds", wait.toSeconds());
            retryAfter(wait.dividedBy(2));
        }
    }

    /** Only a job that has ended can be removed. */
    public static final class JobNotYetFinished extends JobException {

        private static final long serialVersionUID = 1L;

        public JobNotYetFinished() {
            super(JobProblemCode.JOB_NOT_FINISHED);
        }
    }

    /** Only a failed or cancelled job can be tried again. */
    public static final class JobNotRetryable extends JobException {

        private static final long serialVersionUID = 1L;

        public JobNotRetryable() {
            super(JobProblemCode.JOB_NOT_RETRYABLE);
        }
    }

    /** The cursor was not issued by this service. */
    public static final class JobCursorInvalid extends JobException {

        private static final long serialVersionUID = 1L;

        public JobCursorInvalid() {
            super(JobProblemCode.CURSOR_INVALID);
        }
    }

    /** There is no such status. */
    public static final class JobStatusUnknown extends JobException {

        private static final long serialVersionUID = 1L;

        public JobStatusUnknown() {
            super(JobProblemCode.STATUS_UNKNOWN);
        }
    }

    /**
     * A product that the user can buy instead.
     *
     * @param kind {@code plan} or {@code pack}
     * @param units what it contains
     */
    record PurchaseOfferResponse(String kind, String code, String unit, long units, OfferPriceResponse price) {

        static PurchaseOfferResponse from(Offer offer) {
            return new PurchaseOfferResponse(
                    offer.kind().wireName(),
                    offer.code(),
                    offer.unit(),
                    offer.units(),
                    new OfferPriceResponse(offer.price().toRoubles(), "RUB"));
        }

        /** An amount with two decimals. */
        record OfferPriceResponse(String amount, String currency) {}
    }
}
