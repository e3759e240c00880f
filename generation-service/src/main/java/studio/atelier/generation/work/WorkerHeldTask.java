package studio.atelier.generation.work;

import studio.atelier.generation.task.TaskLease;

/** A claimed task, until its run ends or is left to another worker. */
final class WorkerHeldTask {

    private final TaskLease lease;
    private volatile boolean left;

    WorkerHeldTask(TaskLease lease) {
        this.lease = lease;
    }

    TaskLease lease() {
        return lease;
    }

    /** Marks that the run is to be left to other workers: the lease is lost, or the process ends. */
    void leaveToOthers() {
        left = true;
    }

    boolean leftToOthers() {
        return left;
    }
}
