package studio.atelier.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.local.settings.StackDirectory;
import studio.atelier.local.settings.StackException;

@Timeout(30)
class KeptTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private Path run;

    @Test
    void keepsTheReasonOfAnEndWhenTheRestartFailsTwice() throws Exception {
        StackDirectory directory = new StackDirectory(run, run);
        directory.create();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        FailingOnRestart service = new FailingOnRestart(directory);
        Kept kept = new Kept(service, 1, Duration.ofMillis(50), directory, new Console(new PrintStream(said)));
        try {
            kept.start(new Readiness(), LIMIT);

            service.triedAgain.await();
        } finally {
            kept.stop();
        }

        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("out of memory (heap): 168 of 170 MiB")
                .doesNotContain("no reason was written");
        assertThat(directory.endReason(service.name())).content().startsWith("ended heap out of memory (heap)");
    }

    /** Ends itself with a recorded reason, and cannot be restarted. */
    private static final class FailingOnRestart implements Startable {

        private final StackDirectory directory;
        private final CountDownLatch triedAgain = new CountDownLatch(3);
        private Process process;

        FailingOnRestart(StackDirectory directory) {
            this.directory = directory;
        }

        @Override
        public void start() {
            if (process != null) {
                triedAgain.countDown();
                throw new StackException("no room to start it");
            }
            try {
                Files.writeString(directory.endReason(name()), "heap out of memory (heap): 168 of 170 MiB\n");
                process = new ProcessBuilder(List.of("sh", "-c", "exit 70")).start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public int exitCode() {
            try {
                return process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return -1;
            }
        }

        @Override
        public Optional<ProcessHandle> handle() {
            return Optional.of(process.toHandle());
        }

        @Override
        public void stop() {
            process.destroy();
        }

        @Override
        public String name() {
            return "auth-service";
        }

        @Override
        public String title() {
            return "Auth";
        }

        @Override
        public int port() {
            return 0;
        }

        @Override
        public Optional<URI> readiness() {
            return Optional.empty();
        }

        @Override
        public StackException failed(String what) {
            return new StackException(what);
        }
    }
}
