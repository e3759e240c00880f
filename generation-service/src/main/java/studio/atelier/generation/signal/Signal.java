package studio.atelier.generation.signal;

import java.util.UUID;

/**
 * Something changed; whoever cares looks. Signals may be lost, repeated and merged: they make looking early, never
 * necessary.
 *
 * @param name short, without commas
 */
public record Signal(String name) {

    /** A connection was lost and is back: anything may have been missed. */
    static final Signal RESYNC = new Signal("resync");

    /** Billing has answered about a job that waits for admission. */
    public static Signal answered(UUID jobId) {
        return new Signal("answered/" + jobId);
    }

    /** Something waits in a lane, or a lane was resumed. */
    public static Signal lane(String lane) {
        return new Signal("lane/" + lane);
    }

    /** The provider called back, or the job was cancelled, while a worker holds it. */
    public static Signal running(UUID jobId) {
        return new Signal("running/" + jobId);
    }
}
