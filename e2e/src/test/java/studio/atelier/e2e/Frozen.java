package studio.atelier.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A process suspended until this is closed: its connections stay open without any response. */
final class Frozen implements AutoCloseable {

    private final long pid;

    private Frozen(long pid) {
        this.pid = pid;
    }

    static Frozen process(String name, Stack stack) {
        Frozen frozen = new Frozen(stack.process(name).pid());
        frozen.signal("STOP");
        return frozen;
    }

    @Override
    public void close() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill -%s %d failed with %d".formatted(name, pid, status));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
