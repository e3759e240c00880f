package studio.atelier.generation.upload;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** The photos users gave us, as the rest of the service uses them. */
public interface UserUploads {

    /**
     * Finds an upload of this user.
     *
     * @return empty if it is not there, has expired, or is not this user's
     */
    Mono<Upload> findUpload(UserId owner, UUID uploadId);

    /** Finds those uploads of this user that are there, in the order asked for. */
    Mono<List<Upload>> listUploads(UserId owner, List<UUID> uploadIds);

    /**
     * Keeps the uploads until the job ends, within the caller's transaction. Repeatable.
     *
     * @return fails with {@link UploadException.UploadGoneException} if one of them is no longer there
     */
    Mono<Void> reserveFor(UUID jobId, Collection<UUID> uploadIds);

    /**
     * Says that the job has ended, within the caller's transaction: its uploads stay for some days, so that its user
     * can retry it, compare the picture with them, or use them again. Repeatable; a job that never says so frees its
     * uploads after a few days.
     */
    Mono<Void> releaseFor(UUID jobId);

    /**
     * Says that the user has deleted the job, within the caller's transaction: it keeps its uploads no longer.
     * Repeatable.
     */
    Mono<Void> forgetFor(UUID jobId);

    /** Reads the stored picture whole: at most some megabytes. Fails if the file is not there. */
    Mono<byte[]> readUpload(Upload upload);
}
