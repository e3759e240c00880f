package studio.atelier.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.local.process.ProcessIdentity;
import studio.atelier.local.settings.StackDirectory;

class ProcessMarkTest {

    private static final int WRITES = 3_000;

    @TempDir
    Path run;

    /** A stop during a restart would otherwise leave the restarted process running. */
    @Test
    void isFoundWhileItIsWrittenAnew() {
        StackDirectory directory = new StackDirectory(run, run);
        directory.create();
        ProcessEnd end = new ProcessEnd(Instant.now(), "killed: by kill -9, or by the system for lack of memory");
        ProcessMark mark = new ProcessMark("redis", 1, ProcessIdentity.of(ProcessHandle.current()), 6379, "", 1, end);
        mark.write(directory);
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            for (int write = 0; write < WRITES; write++) {
                mark.write(directory);
            }
        });
        do {
            assertThat(ProcessMark.readAll(directory)).isEqualTo(List.of(mark));
        } while (!writing.isDone());
        writing.join();
    }
}
