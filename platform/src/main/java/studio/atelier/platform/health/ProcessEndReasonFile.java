package studio.atelier.platform.health;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.health.probe.FaultCause;

/**
 * One line, {@code <cause> <sentence>}, that describes the current fault of a process, so that the reason is known if
 * it ends; empty without a fault. A supervisor may put {@code ended} before the line of an ended process, or write its
 * own reason. Opened at the start, because a process without memory cannot open files.
 */
final class ProcessEndReasonFile {

    private static final Logger log = LoggerFactory.getLogger(ProcessEndReasonFile.class);

    private static final int LONGEST_LINE = 4_096;

    private final @Nullable RandomAccessFile file;
    private final @Nullable PreviousProcessEnd lastEnd;

    private ProcessEndReasonFile(@Nullable RandomAccessFile file, @Nullable PreviousProcessEnd lastEnd) {
        this.file = file;
        this.lastEnd = lastEnd;
    }

    /**
     * The end of the previous process.
     *
     * @param cause a {@link FaultCause#id()}, or the supervisor's name for it
     */
    record PreviousProcessEnd(String cause, String reason, Instant at) {}

    /**
     * Reads the line that the previous process left in the file and empties it. A file that cannot be read or written
     * is logged and not used: it must not prevent the start of a service.
     *
     * @param path null for no file
     */
    static ProcessEndReasonFile openFile(@Nullable Path path) {
        if (path == null) {
            return new ProcessEndReasonFile(null, null);
        }
        @Nullable PreviousProcessEnd lastEnd = readLastEnd(path);
        return new ProcessEndReasonFile(openEmptied(path), lastEnd);
    }

    private static @Nullable PreviousProcessEnd readLastEnd(Path path) {
        if (!Files.exists(path)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(path)) {
            String text = new String(in.readNBytes(LONGEST_LINE), StandardCharsets.UTF_8);
            String[] line = text.strip().replaceFirst("^ended ", "").split(" ", 2);
            return line.length < 2
                    ? null
                    : new PreviousProcessEnd(
                            line[0], line[1], Files.getLastModifiedTime(path).toInstant());
        } catch (IOException e) {
            log.warn("The end reason of the previous process cannot be read: {}", e.toString());
            return null;
        }
    }

    private static @Nullable RandomAccessFile openEmptied(Path path) {
        try {
            RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
            file.setLength(0);
            return file;
        } catch (IOException e) {
            log.warn("The end reason file cannot be opened; this process will write no reason: {}", e.toString());
            return null;
        }
    }

    /** The end of the previous process, or null if it was not recorded. */
    @Nullable
    PreviousProcessEnd lastEnd() {
        return lastEnd;
    }

    /** Replaces the line. */
    void writeLine(byte[] line) {
        RandomAccessFile open = file;
        if (open == null) {
            return;
        }
        try {
            open.seek(0);
            open.write(line);
            open.setLength(line.length);
        } catch (IOException e) {
            log.warn("The reason why this process is not ready cannot be written: {}", e.toString());
        }
    }

    void clearLine() {
        writeLine(new byte[0]);
    }

    static byte[] toLine(FaultCause cause, String sentence) {
        return (cause.id() + ' ' + sentence.replace('\n', ' ') + '\n').getBytes(StandardCharsets.UTF_8);
    }
}
