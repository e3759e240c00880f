package studio.atelier.generation.work;

import studio.atelier.generation.task.Lease;

/** A claimed task, until its work is done or left to others. */
final class HeldTask {

    private final Lease lease;
    private volatile boolean left;

    HeldTask(Lease lease) {
        this.lease = lease;
    }

    Lease lease() {
        return lease;
    }

    /** Its work is to be left to others: the lease is lost, or the process ends. */
    void leave() {
        left = true;
    }

    boolean leftToOthers() {
        return left;
    }
}
