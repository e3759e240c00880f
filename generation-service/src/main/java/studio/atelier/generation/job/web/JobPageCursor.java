package studio.atelier.generation.job.web;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import studio.atelier.generation.job.JobException;

/** Where a page of jobs, newest first, ended: the id of its last job; opaque to clients. */
public final class JobPageCursor {

    private static final int ID_BYTES = 16;

    private JobPageCursor() {}

    /** The cursor after this job. */
    public static String encodeCursor(UUID jobId) {
        byte[] bytes = ByteBuffer.allocate(ID_BYTES)
                .putLong(jobId.getMostSignificantBits())
                .putLong(jobId.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * The job that the cursor comes after; fails with {@link JobException.JobCursorInvalid} if the cursor is malformed.
     */
    public static UUID decodeCursor(String cursor) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            if (bytes.remaining() == ID_BYTES) {
                return new UUID(bytes.getLong(), bytes.getLong());
            }
        } catch (IllegalArgumentException e) {
            throw new JobException.JobCursorInvalid();
        }
        throw new JobException.JobCursorInvalid();
    }
}
