package studio.atelier.generation.run;

import org.jspecify.annotations.Nullable;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.task.TaskLease;

/** A claimed task, until its run ends or is left to another worker. */
public final class WorkerHeldTask {

    private final TaskLease lease;
    private final @Nullable Job job;
    private volatile boolean left;

    /**
     * Holds a task.
     *
     * @param job as the claim started it, or null if the claim did not start it
     */
    public WorkerHeldTask(TaskLease lease, @Nullable Job job) {
        this.lease = lease;
        this.job = job;
    }

    public TaskLease lease() {
        return lease;
    }

    @Nullable
    Job job() {
        return job;
    }

    /** Marks that the run is to be left to other workers: the lease is lost, or the process ends. */
    public void leaveToOthers() {
        left = true;
    }

    public boolean leftToOthers() {
        return left;
    }
}
