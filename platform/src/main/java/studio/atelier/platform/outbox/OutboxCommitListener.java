package studio.atelier.platform.outbox;

/** Notified when committed events wait in a shard. */
interface OutboxCommitListener {

    void onCommit(int shard);
}
