package studio.atelier.platform.event;

/** Notified when committed events wait in a shard. */
interface OutboxCommitListener {

    void onCommit(int shard);
}
