package studio.atelier.platform.failpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Places between two steps where a test can make a process die as if killed. The file named by
 * {@code ATELIER_FAILPOINT_FILE} holds the name of one, such as {@code before-create}; the process that reaches it
 * deletes the file and dies, so that its successor continues. Without the variable, failpoints do nothing.
 */
public final class Failpoints {

    private static final int AS_IF_KILLED = 137;
    private static final @Nullable String FILE = System.getenv("ATELIER_FAILPOINT_FILE");

    private Failpoints() {}

    /** Ends the process at once, without shutdown hooks, if this is the armed one. */
    public static void haltIfArmed(String name) {
        if (FILE != null && isDisarmed(Path.of(FILE), name)) {
            Runtime.getRuntime().halt(AS_IF_KILLED);
        }
    }

    /** The same for one of several failpoints with one name; the file then holds both words. */
    public static void haltIfArmed(String name, String where) {
        if (FILE != null) {
            haltIfArmed(name + ' ' + where);
        }
    }

    /** Whether failpoints are enabled in this process. */
    public static boolean areOn() {
        return FILE != null;
    }

    /** Whether this one is armed, for a fault that lasts as long as the file names it. */
    public static boolean isArmed(String name, String where) {
        return FILE != null && isNamed(Path.of(FILE), name + ' ' + where);
    }

    /** Whether this one was armed, for a fault injected once instead of dying; it is now disarmed. */
    public static boolean takeArmed(String name, String where) {
        return FILE != null && isDisarmed(Path.of(FILE), name + ' ' + where);
    }

    /** Whether the file named this one; the file is then deleted. */
    private static boolean isDisarmed(Path file, String name) {
        try {
            return isNamed(file, name) && Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isNamed(Path file, String name) {
        try {
            return Files.readString(file).strip().equals(name);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
