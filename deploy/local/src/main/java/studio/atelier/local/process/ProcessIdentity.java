package studio.atelier.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A process by its id and start time, so that a later process with the same id is not mistaken for it. */
public record ProcessIdentity(long pid, Instant startedAt) {

    /** The JDK derives start times from the boot time, which shifts a little when the clock is adjusted. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(3);

    public static ProcessIdentity of(ProcessHandle process) {
        return new ProcessIdentity(process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
    }

    /** The identity stored in a file, or empty if the file is absent or malformed. */
    public static Optional<ProcessIdentity> read(Path file) {
        try {
            return Optional.ofNullable(parse(Files.readString(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    public void write(Path file) {
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, this + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    /** The running process, or empty if it has ended, even if another process has its id now. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::startedWhenWeDid);
    }

    public boolean isAlive() {
        return find().isPresent();
    }

    /** {@code <pid> <milliseconds since 1970>}, the format of the files. */
    @Override
    public String toString() {
        return pid + " " + startedAt.toEpochMilli();
    }

    /** Parses the format of {@link #toString}; null if the text is malformed. */
    public static @Nullable ProcessIdentity parse(String text) {
        String[] parts = text.strip().split(" ", -1);
        try {
            return parts.length == 2
                    ? new ProcessIdentity(Long.parseLong(parts[0]), Instant.ofEpochMilli(Long.parseLong(parts[1])))
                    : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private boolean startedWhenWeDid(ProcessHandle process) {
        Instant started = process.info().startInstant().orElse(Instant.EPOCH);
        return Duration.between(startedAt, started).abs().compareTo(CLOCK_TOLERANCE) <= 0;
    }
}
