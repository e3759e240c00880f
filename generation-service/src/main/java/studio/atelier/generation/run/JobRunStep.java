package studio.atelier.generation.run;

import java.time.Duration;
import java.util.List;
import studio.atelier.generation.image.StoredImage;
import studio.atelier.generation.job.JobErrorCode;
import studio.atelier.generation.provider.ImageProvider.FetchedPictureFile;
import studio.atelier.generation.provider.ImageProvider.PreparedJobInput;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import studio.atelier.generation.provider.ProviderAttempt;
import studio.atelier.generation.provider.ProviderException;

/**
 * The next step of a job's run. Each step returns the step after it, and {@link RunJob} executes them one after the
 * other, so that no step knows how the others work.
 */
sealed interface JobRunStep {

    /**
     * A step that any worker can reach from the job's state in the database. A worker that must release its tasks does
     * not begin it.
     */
    sealed interface ResumableJobRunStep extends JobRunStep {}

    /** A step with an image that is made. It is not begun if the image is not wanted any more. */
    sealed interface MadeImageStep extends JobRunStep {}

    /** The last step of this run. */
    sealed interface FinalJobRunStep extends JobRunStep {}

    /** Check whether a call may be made now, and send the inputs to the provider. */
    record PrepareCallStep() implements ResumableJobRunStep {}

    /** Reserve the call's cost and insert its row. */
    record RecordCallStep(List<PreparedJobInput> inputs) implements JobRunStep {}

    /** Make the one call that is paid for. */
    record CallProviderStep(ProviderAttempt attempt, List<PreparedJobInput> inputs) implements JobRunStep {}

    /** Wait for a callback that names the provider's task: the response to the call was lost. */
    record AwaitTaskNameStep(ProviderAttempt attempt) implements ResumableJobRunStep {}

    /** Record the provider's task id, and wait before the first look. */
    record WatchTaskStep(ProviderAttempt attempt, String task) implements JobRunStep {}

    /**
     * Look at the provider's task.
     *
     * @param number 1 for the first look
     */
    record LookAtTaskStep(ProviderAttempt attempt, String task, int number) implements ResumableJobRunStep {}

    /**
     * Fetch the finished image.
     *
     * @param round 1 for the first
     */
    record FetchImageStep(ProviderAttempt attempt, String url, int round)
            implements ResumableJobRunStep, MadeImageStep {}

    /** Check the image and store it durably. */
    record StoreImageStep(ProviderAttempt attempt, FetchedPictureFile picture) implements MadeImageStep {}

    /** Record that the provider accepted the request and made no image. */
    record RecordNotMadeStep(ProviderAttempt attempt, ProviderException reason) implements JobRunStep {}

    /** Choose how to continue after a failed call that is already recorded in its row. */
    record RecoverAfterCallStep(ProviderAttempt attempt, ProviderException reason) implements JobRunStep {}

    /** Choose how to continue after a failure before any call. */
    record RecoverBeforeCallStep(ProviderException reason) implements JobRunStep {}

    /** The job has its image. */
    record CompleteJobStep(StoredImage image) implements FinalJobRunStep, MadeImageStep {}

    /** The job ends without an image. */
    record FailJobStep(JobErrorCode error) implements FinalJobRunStep {}

    /** The job ends because its user cancelled it, or has ended elsewhere; its provider is told to stop. */
    record CancelJobStep() implements FinalJobRunStep {}

    /** Any worker may claim the task again, after this delay at the earliest. */
    record PutBackTaskStep(Duration delay) implements FinalJobRunStep {}

    /**
     * The job moves to the queue of another route.
     *
     * @param number the route's number among those of the model
     */
    record RerouteJobStep(int number, ProviderModelRoute route) implements FinalJobRunStep {}
}
