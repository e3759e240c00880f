package studio.atelier.platform.outbox;

/** Notified when a transaction that appended events has committed. */
interface OutboxCommitListener {

    void onCommit();
}
