package studio.atelier.generation.work;

import studio.atelier.generation.task.TaskLease;

/** A claimed task, until its work is done or left to others. */
final class WorkerHeldTask {

    private final TaskLease lease;
    private volatile boolean left;

    WorkerHeldTask(TaskLease lease) {
        this.lease = lease;
    }

    TaskLease lease() {
        return lease;
    }

    /** Its work is to be left to others: the lease is lost, or the process ends. */
    void leaveToOthers() {
        left = true;
    }

    boolean leftToOthers() {
        return left;
    }
}
