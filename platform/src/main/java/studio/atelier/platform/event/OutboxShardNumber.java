package studio.atelier.platform.event;

/** Which part of the outbox an event belongs to: all events of one key to the same, so that they stay in order. */
final class OutboxShardNumber {

    /** How many there are; the table checks it. */
    static final int COUNT = 16;

    private OutboxShardNumber() {}

    static int ofKey(String key) {
        int hash = key.hashCode();
        return Math.floorMod(hash ^ (hash >>> 16), COUNT);
    }
}
