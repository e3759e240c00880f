package studio.atelier.generation.signal;

import java.util.UUID;

/**
 * A hint that something has changed. Signals may be lost, repeated and merged: they make a look early, and no look
 * depends on them.
 *
 * @param name short, without commas
 */
public record GenerationSignal(String name) {

    /** A connection was lost and restored: any signal may have been missed. */
    static final GenerationSignal RESYNC = new GenerationSignal("resync");

    /** Billing has answered about a job that waits for admission. */
    public static GenerationSignal holdAnswered(UUID jobId) {
        return new GenerationSignal("answered/" + jobId);
    }

    /** A task waits in a queue, or a queue was resumed. */
    public static GenerationSignal queueReady(String queue) {
        return new GenerationSignal("queue/" + queue);
    }

    /** The provider called back, or the job was cancelled, while a worker holds it. */
    public static GenerationSignal runningJobChanged(UUID jobId) {
        return new GenerationSignal("running/" + jobId);
    }
}
