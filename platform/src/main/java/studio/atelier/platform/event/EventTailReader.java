package studio.atelier.platform.event;

import java.time.Duration;
import java.util.Set;
import reactor.core.publisher.Flux;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;

/**
 * Reads topics from a point in the past and onwards, every partition, without a consumer group: each instance of a
 * service sees every event. Nothing is committed; a restart starts at the point in the past again.
 */
public interface EventTailReader {

    /**
     * Tails the topics.
     *
     * @param back how far into the past to start
     * @return never completes; reconnects by itself; events of one partition in order
     */
    default Flux<TailedEvent> tailTopics(Set<EventTopic> topics, Duration back) {
        return tailTopics(topics, back, () -> {});
    }

    /**
     * Tails the topics, and says when the past is over.
     *
     * @param caughtUp run whenever all has been handed on that was there when the broker was last connected to; at once
     *     if nothing was
     */
    Flux<TailedEvent> tailTopics(Set<EventTopic> topics, Duration back, Runnable caughtUp);

    /** The partition in which all events about a user lie, the same in every topic: all have as many partitions. */
    int partitionOf(UserId user);
}
