package studio.atelier.generation.job;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/** Where a page of jobs ended, newest first: the id of its last job, which is opaque to clients. */
public final class JobCursor {

    private static final int ID_BYTES = 16;

    private JobCursor() {}

    /** The cursor after this job. */
    public static String after(UUID jobId) {
        byte[] bytes = ByteBuffer.allocate(ID_BYTES)
                .putLong(jobId.getMostSignificantBits())
                .putLong(jobId.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The job that the cursor comes after; fails with {@link JobException.CursorInvalid} if it is none of ours. */
    public static UUID read(String cursor) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            if (bytes.remaining() == ID_BYTES) {
                return new UUID(bytes.getLong(), bytes.getLong());
            }
        } catch (IllegalArgumentException e) {
            throw new JobException.CursorInvalid();
        }
        throw new JobException.CursorInvalid();
    }
}
