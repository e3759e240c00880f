package studio.atelier.generation.run;

import studio.atelier.generation.job.JobTransitions.ClaimedJob;
import studio.atelier.generation.task.TaskLease;

/** A claimed task, until its run ends or is left to another worker. */
public final class WorkerHeldTask {

    private final ClaimedJob claimed;
    private volatile boolean left;

    public WorkerHeldTask(ClaimedJob claimed) {
        this.claimed = claimed;
    }

    public TaskLease lease() {
        return claimed.lease();
    }

    ClaimedJob claimed() {
        return claimed;
    }

    /** Marks that the run is to be left to other workers: the lease is lost, or the process ends. */
    public void leaveToOthers() {
        left = true;
    }

    public boolean leftToOthers() {
        return left;
    }
}
