package studio.atelier.generation.upload;

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
     * Records that the user has deleted the job, within the caller's transaction: it no longer keeps its uploads.
     * Repeatable.
     */
    Mono<Void> forgetFor(UUID jobId);

    /** Reads the whole stored file: a few megabytes at most. Fails if the file is missing. */
    Mono<byte[]> readUpload(Upload upload);
}
