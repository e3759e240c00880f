package studio.atelier.platform.event;

/** Hears that committed events wait in a shard. */
interface OutboxWake {

    void committed(int shard);
}
