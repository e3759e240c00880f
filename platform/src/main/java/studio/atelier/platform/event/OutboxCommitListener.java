package studio.atelier.platform.event;

/** Hears that committed events wait in a shard. */
interface OutboxCommitListener {

    void onCommit(int shard);
}
