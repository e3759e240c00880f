package studio.atelier.platform.health.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import studio.atelier.platform.failpoint.Failpoints;

/** Detects directories without free space, or whose file system does not answer. */
final class FileSystemProbe implements FaultProbe {

    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

    private final List<Path> directories;
    private final DataSize minFree;
    private final String service;
    private final BackgroundCheck<Optional<String>> check;

    FileSystemProbe(
            List<Path> directories, DataSize minFree, String service, Executor executor, LongSupplier nanoTime) {
        this.directories = directories;
        this.minFree = minFree;
        this.service = service;
        this.check = new BackgroundCheck<>(executor, this::findFullDirectory, nanoTime);
    }

    @Override
    public FaultCause faultCause() {
        return FaultCause.DISK;
    }

    @Override
    public @Nullable DetectedFault findFault() {
        if (check.elapsedTime().compareTo(LONGEST_ANSWER) > 0) {
            return DetectedFault.of("the file system has not answered for %d s"
                    .formatted(check.elapsedTime().toSeconds()));
        }
        Optional<String> full = check.lastAnswer();
        check.beginCheck();
        return full == null ? null : full.map(DetectedFault::of).orElse(null);
    }

    private Optional<String> findFullDirectory() {
        return directories.stream()
                .flatMap(directory -> describeIfFull(directory).stream())
                .findFirst();
    }

    private Optional<String> describeIfFull(Path directory) {
        try {
            long free = Failpoints.isArmed("fill-disk", service)
                    ? 0
                    : Files.getFileStore(nearestExisting(directory)).getUsableSpace();
            return free >= minFree.toBytes()
                    ? Optional.empty()
                    : Optional.of("%d MiB are free for %s, less than %d"
                            .formatted(free >> 20, directory, minFree.toMegabytes()));
        } catch (IOException e) {
            return Optional.of("%s cannot be examined: %s".formatted(directory, e));
        }
    }

    /** For a directory that does not exist yet, the free space is that of the closest parent that exists. */
    private static Path nearestExisting(Path directory) {
        Path path = directory.toAbsolutePath();
        while (!Files.exists(path) && path.getParent() != null) {
            path = path.getParent();
        }
        return path;
    }
}
