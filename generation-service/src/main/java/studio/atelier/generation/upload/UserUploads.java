package studio.atelier.generation.upload;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** Users' uploads, as the rest of the service uses them. */
public interface UserUploads {

    /**
     * Finds an upload of this user.
     *
     * @return empty if it does not exist, has expired, or is not this user's
     */
    Mono<Upload> findUpload(UserId owner, UUID uploadId);

    /** Finds those uploads of this user that exist, in the order of the ids. */
    Mono<List<Upload>> listUploads(UserId owner, List<UUID> uploadIds);

    /**
     * Keeps the uploads until the job ends, within the caller's transaction. Repeatable.
     *
     * @return fails with {@link UploadException.UploadGoneException} if one of them no longer exists
     */
    Mono<Void> reserveFor(UUID jobId, Collection<UUID> uploadIds);

    /**
     * Records that the job has ended, within the caller's transaction: its uploads are kept for some days, so that its
     * user can retry it, compare the images with them, or use them again. Repeatable; if a job's end is never recorded,
     * its uploads are freed after a few days.
     */
    Mono<Void> releaseFor(UUID jobId);

    /**
     * Records that the user has deleted the job, within the caller's transaction: it no longer keeps its uploads.
     * Repeatable.
     */
    Mono<Void> forgetFor(UUID jobId);

    /** Reads the whole stored file: a few megabytes at most. Fails if the file is missing. */
    Mono<byte[]> readUpload(Upload upload);
}
