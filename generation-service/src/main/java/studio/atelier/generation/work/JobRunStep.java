package studio.atelier.generation.work;

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
 * What is to be done next for a job. A step answers with the step after it, and {@link RunJob} takes one after the
 * other, so that no step knows how the others work.
 */
sealed interface JobRunStep {

    /**
     * A step that any worker comes to by what the database says of the job. One that is to leave its jobs to others
     * does not begin it.
     */
    sealed interface ResumableJobRunStep extends JobRunStep {}

    /** The last step of this run. */
    sealed interface FinalJobRunStep extends JobRunStep {}

    /** See whether a call may be made now, and bring the inputs to the provider. */
    record PrepareCallStep() implements ResumableJobRunStep {}

    /** Set the call's cost aside and write its row. */
    record RecordCallStep(List<PreparedJobInput> inputs) implements JobRunStep {}

    /** Make the one call that is paid for. */
    record CallProviderStep(ProviderAttempt attempt, List<PreparedJobInput> inputs) implements JobRunStep {}

    /** Wait for a callback that tells the provider's name for the work: the answer to the call was lost. */
    record AwaitTaskNameStep(ProviderAttempt attempt) implements ResumableJobRunStep {}

    /** Note the provider's name for the work, and give it a first while. */
    record WatchTaskStep(ProviderAttempt attempt, String task) implements JobRunStep {}

    /**
     * See how the work stands.
     *
     * @param number 1 for the first look
     */
    record LookAtTaskStep(ProviderAttempt attempt, String task, int number) implements ResumableJobRunStep {}

    /**
     * Fetch the finished picture.
     *
     * @param round 1 for the first
     */
    record FetchImageStep(ProviderAttempt attempt, String url, int round) implements ResumableJobRunStep {}

    /** Check the picture and make it durable. */
    record StoreImageStep(ProviderAttempt attempt, FetchedPictureFile picture) implements JobRunStep {}

    /** Note that the provider took the request and no picture came of it. */
    record RecordNotMadeStep(ProviderAttempt attempt, ProviderException reason) implements JobRunStep {}

    /** Find a way on after a call that came to nothing, which its row says already. */
    record RecoverAfterCallStep(ProviderAttempt attempt, ProviderException reason) implements JobRunStep {}

    /** Find a way on after trouble that came before any call. */
    record RecoverBeforeCallStep(ProviderException reason) implements JobRunStep {}

    /** The job has its picture. */
    record CompleteJobStep(ProviderAttempt attempt, StoredImage image) implements FinalJobRunStep {}

    /** The job ends without a picture. */
    record FailJobStep(JobErrorCode error) implements FinalJobRunStep {}

    /** The job ends because its user wished so. */
    record CancelJobStep() implements FinalJobRunStep {}

    /** Any worker takes the job up again, after this delay at the earliest. */
    record PutBackTaskStep(Duration delay) implements FinalJobRunStep {}

    /**
     * The job goes to the queue of another route.
     *
     * @param number the route's place among those of the model
     */
    record RerouteJobStep(int number, ProviderModelRoute route) implements FinalJobRunStep {}
}
