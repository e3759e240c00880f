package studio.atelier.local.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;

/** The processes' logs: bounded, and their ends for people. */
final class LogFiles {

    private static final long LIMIT_BYTES = 16L << 20;

    private LogFiles() {}

    /** The last lines of a file. */
    static String tail(Path file, int count) {
        Deque<String> last = new ArrayDeque<>();
        try (Stream<String> lines = Files.lines(file)) {
            lines.forEach(line -> {
                if (last.size() == count) {
                    last.removeFirst();
                }
                last.addLast(line);
            });
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
        return String.join("\n", last);
    }

    /**
     * Moves what a large log holds aside, in place: its process appends, so it goes on at the start of the emptied
     * file. Lines written between the copy and the cut are lost.
     */
    static void rotate(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".log")).toList()) {
                if (Files.size(file) > LIMIT_BYTES) {
                    Files.copy(
                            file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
                    FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                            .close();
                }
            }
        }
    }
}
