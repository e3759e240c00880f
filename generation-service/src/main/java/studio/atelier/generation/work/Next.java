package studio.atelier.generation.work;

import java.time.Duration;
import java.util.List;
import studio.atelier.generation.image.StoredImage;
import studio.atelier.generation.job.JobError;
import studio.atelier.generation.provider.Attempt;
import studio.atelier.generation.provider.ImageProvider.FetchedPicture;
import studio.atelier.generation.provider.ImageProvider.PreparedInput;
import studio.atelier.generation.provider.ModelProperties.Route;
import studio.atelier.generation.provider.ProviderException;

/**
 * What is to be done next for a job. A step answers with the step after it, and {@link RunJob} takes one after the
 * other, so that no step knows how the others work.
 */
sealed interface Next {

    /**
     * A step that any worker comes to by what the database says of the job. One that is to leave its jobs to others
     * does not begin it.
     */
    sealed interface Resumable extends Next {}

    /** The last step of this run. */
    sealed interface End extends Next {}

    /** See whether a call may be made now, and bring the inputs to the provider. */
    record Prepare() implements Resumable {}

    /** Set the call's cost aside and write its row. */
    record Book(List<PreparedInput> inputs) implements Next {}

    /** Make the one call that is paid for. */
    record Call(Attempt attempt, List<PreparedInput> inputs) implements Next {}

    /** Wait for a callback that tells the provider's name for the work: the answer to the call was lost. */
    record AwaitName(Attempt attempt) implements Resumable {}

    /** Note the provider's name for the work, and give it a first while. */
    record Watch(Attempt attempt, String task) implements Next {}

    /**
     * See how the work stands.
     *
     * @param number 1 for the first look
     */
    record Look(Attempt attempt, String task, int number) implements Resumable {}

    /**
     * Fetch the finished picture.
     *
     * @param round 1 for the first
     */
    record Fetch(Attempt attempt, String url, int round) implements Resumable {}

    /** Check the picture and make it durable. */
    record Store(Attempt attempt, FetchedPicture picture) implements Next {}

    /** Note that the provider took the request and no picture came of it. */
    record NotMade(Attempt attempt, ProviderException reason) implements Next {}

    /** Find a way on after a call that came to nothing, which its row says already. */
    record Recover(Attempt attempt, ProviderException reason) implements Next {}

    /** Find a way on after trouble that came before any call. */
    record NotCalled(ProviderException reason) implements Next {}

    /** The job has its picture. */
    record Complete(Attempt attempt, StoredImage image) implements End {}

    /** The job ends without a picture. */
    record Fail(JobError error) implements End {}

    /** The job ends because its user wished so. */
    record Cancel() implements End {}

    /** Any worker takes the job up again, after this delay at the earliest. */
    record PutBack(Duration delay) implements End {}

    /**
     * The job goes to the lane of another route.
     *
     * @param number the route's place among those of the model
     */
    record Reroute(int number, Route route) implements End {}
}
