package studio.atelier.platform.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import studio.atelier.local.process.ProcessIdentity;

/**
 * Finds or starts the build's infrastructure process. {@code .infra/servers.properties}, guarded by a file lock, holds
 * its addresses. The process ends with the last of its users: the Maven processes and IDEs whose tests use it.
 */
final class SharedServers {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(50);

    private static @Nullable ServerAddresses found;

    private SharedServers() {}

    /** The addresses of the servers, which are started if necessary. Repeated calls in one JVM are cheap. */
    static synchronized ServerAddresses get() {
        if (found == null) {
            found = new SharedFiles(RunDirectory.home()).underLock(SharedServers::findOrStart);
        }
        return found;
    }

    private static ServerAddresses findOrStart(SharedFiles files) {
        files.addUser(user());
        if (files.process().isPresent()) {
            return ServerAddresses.read(files.addresses());
        }
        return start(files);
    }

    private static ServerAddresses start(SharedFiles files) {
        RunDirectory.sweep(files.home());
        Path log = files.home().resolve("servers.log");
        try {
            Process process = new ProcessBuilder(command(files))
                    .directory(files.home().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            awaitReady(files, process, log);
            return ServerAddresses.read(files.addresses());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the servers for the tests", e);
        }
    }

    private static List<String> command(SharedFiles files) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add("-Datelier.test.infra=" + System.getProperty("atelier.test.infra", ""));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(SharedServersProcess.class.getName());
        command.add(files.home().toString());
        return command;
    }

    private static void awaitReady(SharedFiles files, Process process, Path log) throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (files.process().isEmpty()) {
            if (endsWithin(process, POLL) || System.nanoTime() > deadline) {
                process.destroy();
                throw new IllegalStateException(
                        "The servers for the tests did not start; " + log + " says:\n" + Files.readString(log));
            }
        }
    }

    private static boolean endsWithin(Process process, Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the servers for the tests were starting", e);
        }
    }

    /** The Maven process or IDE that started the test's JVM: it outlives the JVMs of the modules. */
    private static ProcessHandle user() {
        ProcessHandle self = ProcessHandle.current();
        return parentJvm(self).orElse(self);
    }

    private static Optional<ProcessHandle> parentJvm(ProcessHandle process) {
        Optional<ProcessHandle> parent = process.parent();
        while (parent.isPresent() && !isJvm(parent.get())) {
            parent = parent.get().parent();
        }
        return parent;
    }

    private static boolean isJvm(ProcessHandle process) {
        return process.info()
                .command()
                .filter(command -> command.endsWith("/java") || command.contains("idea"))
                .isPresent();
    }

    /** The files of {@code .infra} by which processes find each other. */
    record SharedFiles(Path home) {

        Path addresses() {
            return home.resolve("servers.properties");
        }

        /** The infrastructure process, if it is alive and its servers answer or are about to. */
        Optional<ProcessHandle> process() {
            return ProcessIdentity.read(processFile()).flatMap(ProcessIdentity::find);
        }

        void announce(ServerAddresses servers) {
            servers.write(addresses());
            ProcessIdentity.of(ProcessHandle.current()).write(processFile());
        }

        void withdraw() {
            delete(processFile());
            delete(addresses());
        }

        void addUser(ProcessHandle user) {
            try {
                Files.createDirectories(users());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            ProcessIdentity.of(user).write(users().resolve(Long.toString(user.pid())));
        }

        /** Whether any user is alive; removes the marks of ended users. */
        boolean hasUsers() {
            try (var marks = Files.list(users())) {
                List<Path> all = marks.toList();
                all.stream().filter(mark -> !lives(mark)).forEach(SharedFiles::delete);
                return all.stream().anyMatch(SharedFiles::lives);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot list " + users(), e);
            }
        }

        <T extends @Nullable Object> T underLock(Function<SharedFiles, T> step) {
            try {
                Files.createDirectories(home);
                try (FileChannel channel =
                        FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    channel.lock(); // released with the channel
                    return step.apply(this);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot lock " + home, e);
            }
        }

        private static boolean lives(Path mark) {
            return ProcessIdentity.read(mark).filter(ProcessIdentity::isAlive).isPresent();
        }

        private Path users() {
            return home.resolve("users");
        }

        private Path processFile() {
            return home.resolve("process");
        }

        private static void delete(Path file) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot delete " + file, e);
            }
        }
    }
}
