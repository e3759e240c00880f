package studio.atelier.generation.signal;

import java.util.UUID;

/**
 * Something changed; whoever cares looks. Signals may be lost, repeated and merged: they make looking early, never
 * necessary.
 *
 * @param name short, without commas
 */
public record GenerationSignal(String name) {

    /** A connection was lost and is back: anything may have been missed. */
    static final GenerationSignal RESYNC = new GenerationSignal("resync");

    /** Billing has answered about a job that waits for admission. */
    public static GenerationSignal holdAnswered(UUID jobId) {
        return new GenerationSignal("answered/" + jobId);
    }

    /** Something waits in a queue, or a queue was resumed. */
    public static GenerationSignal queueReady(String queue) {
        return new GenerationSignal("queue/" + queue);
    }

    /** The provider called back, or the job was cancelled, while a worker holds it. */
    public static GenerationSignal runningJobChanged(UUID jobId) {
        return new GenerationSignal("running/" + jobId);
    }
}
