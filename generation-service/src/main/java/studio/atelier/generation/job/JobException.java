package studio.atelier.generation.job;

import java.time.Duration;
import studio.atelier.platform.web.ProblemException;

/** A request about jobs that is refused. */
public abstract sealed class JobException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private JobException(JobProblem problem, Object... arguments) {
        super(problem, arguments);
    }

    /** The user cannot pay; says what is missing and what could be bought. */
    public static final class InsufficientFunds extends JobException {

        private static final long serialVersionUID = 1L;

        InsufficientFunds(Decline decline) {
            super(JobProblem.INSUFFICIENT_FUNDS, decline.required(), decline.available());
            field("required", decline.required());
            field("available", decline.available());
            field("offers", decline.offers().stream().map(OfferResponse::from).toList());
        }
    }

    /** Price or source are not what the client expected. */
    public static final class QuoteChanged extends JobException {

        private static final long serialVersionUID = 1L;

        QuoteChanged(long price) {
            super(JobProblem.QUOTE_CHANGED, price);
            field("price", price);
        }
    }

    /** The account takes no more charges. */
    public static final class AccountClosed extends JobException {

        private static final long serialVersionUID = 1L;

        AccountClosed() {
            super(JobProblem.ACCOUNT_CLOSED);
        }
    }

    /** The payment was declined for a reason that is ours. */
    public static final class PaymentFailed extends JobException {

        private static final long serialVersionUID = 1L;

        PaymentFailed() {
            super(JobProblem.PAYMENT_FAILED);
            retryAfter(Duration.ofSeconds(5));
        }
    }

    /** The user has as much waiting as the plan permits. */
    public static final class TooManyJobs extends JobException {

        private static final long serialVersionUID = 1L;

        TooManyJobs(int limit) {
            super(JobProblem.TOO_MANY_JOBS, limit);
            field("limit", limit);
            retryAfter(Duration.ofSeconds(15));
        }
    }

    /** So much waits that this one would wait too long. */
    public static final class QueueTooLong extends JobException {

        private static final long serialVersionUID = 1L;

        QueueTooLong(Duration wait) {
            super(JobProblem.QUEUE_TOO_LONG, Math.max(1, wait.toMinutes()));
            field("estimatedWaitSeconds", wait.toSeconds());
            retryAfter(wait.dividedBy(2));
        }
    }

    /** Only a job that has ended can be removed. */
    public static final class NotFinished extends JobException {

        private static final long serialVersionUID = 1L;

        NotFinished() {
            super(JobProblem.JOB_NOT_FINISHED);
        }
    }

    /** Only a failed or cancelled job can be tried again. */
    public static final class NotRetryable extends JobException {

        private static final long serialVersionUID = 1L;

        NotRetryable() {
            super(JobProblem.JOB_NOT_RETRYABLE);
        }
    }

    /** The cursor is not one of ours. */
    public static final class CursorInvalid extends JobException {

        private static final long serialVersionUID = 1L;

        CursorInvalid() {
            super(JobProblem.CURSOR_INVALID);
        }
    }

    /** There is no such status. */
    public static final class StatusUnknown extends JobException {

        private static final long serialVersionUID = 1L;

        StatusUnknown() {
            super(JobProblem.STATUS_UNKNOWN);
        }
    }
}
