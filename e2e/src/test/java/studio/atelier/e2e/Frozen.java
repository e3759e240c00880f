package studio.atelier.e2e;

import studio.atelier.local.process.Tool;

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
        Tool kill = Tool.run("kill", "-" + name, Long.toString(pid));
        if (!kill.succeeded()) {
            throw new IllegalStateException("kill -%s %d failed with %d".formatted(name, pid, kill.exitCode()));
        }
    }
}
