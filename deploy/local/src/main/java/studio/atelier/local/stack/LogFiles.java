package studio.atelier.local.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The processes' log files: limits their size and reads their last lines. */
final class LogFiles {

    private static final long LIMIT_BYTES = 16L << 20;
    private static final int LINES_LOOKED_AT = 60;
    private static final int MESSAGE_LENGTH = 1_500;
    private static final Pattern BAD = Pattern.compile("\"level\":\"(WARN|ERROR)\"| (WARN|ERROR|FATAL):? ");
    private static final Pattern MESSAGE = Pattern.compile("\"message\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    private LogFiles() {}

    /** The last lines of a file in readable form: the messages of JSON lines, only the warnings if there are any. */
    static String tail(Path file, int count) {
        List<String> last = lastLines(file, LINES_LOOKED_AT);
        List<String> bad =
                last.stream().filter(line -> BAD.matcher(line).find()).toList();
        List<String> shown = bad.isEmpty() ? last : bad;
        return shown.subList(Math.max(0, shown.size() - count), shown.size()).stream()
                .map(LogFiles::message)
                .distinct()
                .collect(Collectors.joining("\n"));
    }

    private static List<String> lastLines(Path file, int count) {
        Deque<String> last = new ArrayDeque<>();
        try (Stream<String> lines = Files.lines(file)) {
            lines.forEach(line -> {
                if (last.size() == count) {
                    last.removeFirst();
                }
                last.addLast(line);
            });
        } catch (IOException e) {
            return List.of("(no log: " + e.getMessage() + ")");
        }
        return List.copyOf(last);
    }

    private static String message(String line) {
        Matcher matcher = MESSAGE.matcher(line);
        String message = matcher.find()
                ? matcher.group(1)
                        .replace("\\n", "\n")
                        .replace("\\t", "    ")
                        .replace("\\\"", "\"")
                        .strip()
                : line;
        return message.length() > MESSAGE_LENGTH ? message.substring(0, MESSAGE_LENGTH) + " …" : message;
    }

    /** The files of a log that exist, older lines first. The log of a server is a link into the server's directory. */
    static List<Path> listParts(Path log) throws IOException {
        Stream<Path> parts = Stream.of(older(log), log);
        if (Files.isSymbolicLink(log)) {
            Path target = log.resolveSibling(Files.readSymbolicLink(log));
            parts = Stream.of(older(target), older(log), target);
        }
        return parts.filter(Files::exists).toList();
    }

    private static Path older(Path log) {
        return log.resolveSibling(log.getFileName() + ".1");
    }

    /**
     * Copies a large log to a second file and truncates it in place: its process appends, so it continues at the start
     * of the emptied file. Lines written between the copy and the truncation are lost.
     */
    static void rotate(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".log")).toList()) {
                if (Files.size(file) > LIMIT_BYTES) {
                    Files.copy(file, older(file), StandardCopyOption.REPLACE_EXISTING);
                    FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                            .close();
                }
            }
        }
    }
}
