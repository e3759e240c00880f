package studio.atelier.generation.failpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A place between two steps of a job where the process can be made to die as if killed. The file that
 * {@code ATELIER_FAILPOINT_FILE} names holds the name of one, such as {@code before-create}; the process that comes
 * there deletes the file and dies, so that the one started in its stead goes on. Without the variable every one of them
 * does nothing.
 */
public enum Failpoint {
    /** Billing's yes is committed; nobody has been woken. */
    AFTER_HOLD,
    /** The task is claimed and the job started. */
    AFTER_CLAIM,
    /** The attempt is stored; the provider has not been called. */
    BEFORE_CREATE,
    /** The provider has answered; its task id is not stored. */
    AFTER_PROVIDER_REPLY,
    /** The picture is durable; the job is not completed. */
    BEFORE_CAPTURE,
    /** The job is completed and the capture in the outbox. */
    AFTER_CAPTURE;

    private static final int AS_IF_KILLED = 137;
    private static final @Nullable String FILE = System.getenv("ATELIER_FAILPOINT_FILE");

    /** Ends the process at once, without shutdown hooks, if this is the armed one. */
    public void pass() {
        if (FILE != null && isDisarmed(Path.of(FILE))) {
            Runtime.getRuntime().halt(AS_IF_KILLED);
        }
    }

    /** Whether the file named this one; it is gone then. */
    private boolean isDisarmed(Path file) {
        try {
            return Files.readString(file).strip().equals(wireName()) && Files.deleteIfExists(file);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
