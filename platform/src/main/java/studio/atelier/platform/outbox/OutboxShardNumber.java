package studio.atelier.platform.outbox;

/** The shard of the outbox that an event belongs to: the same for all events of one key, so that they stay in order. */
final class OutboxShardNumber {

    /** Number of shards; checked by the table. */
    static final int COUNT = 16;

    private OutboxShardNumber() {}

    static int ofKey(String key) {
        int hash = key.hashCode();
        return Math.floorMod(hash ^ (hash >>> 16), COUNT);
    }
}
