package studio.atelier.generation.run;

import studio.atelier.generation.task.TaskLease;

/** A claimed task, until its run ends or is left to another worker. */
public final class WorkerHeldTask {

    private final TaskLease lease;
    private volatile boolean left;

    public WorkerHeldTask(TaskLease lease) {
        this.lease = lease;
    }

    public TaskLease lease() {
        return lease;
    }

    /** Marks that the run is to be left to other workers: the lease is lost, or the process ends. */
    public void leaveToOthers() {
        left = true;
    }

    public boolean leftToOthers() {
        return left;
    }
}
