package studio.atelier.platform.tail;

import java.time.Duration;
import java.util.Set;
import reactor.core.publisher.Flux;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;

/**
 * Reads all partitions of topics from a point in the past onwards, without a consumer group: each instance of a service
 * sees every event. No offset is committed; after a restart, reading starts at the point in the past again.
 */
public interface EventTailReader {

    /**
     * Tails the topics.
     *
     * @param back how far in the past to start
     * @return never completes; reconnects by itself; events of one partition in order
     */
    default Flux<TailedEvent> tailTopics(Set<EventTopic> topics, Duration back) {
        return tailTopics(topics, back, () -> {});
    }

    /**
     * Tails the topics and signals when the past events have been read.
     *
     * @param caughtUp run whenever all events that existed at the last connect have been emitted; at once if there were
     *     none
     */
    Flux<TailedEvent> tailTopics(Set<EventTopic> topics, Duration back, Runnable caughtUp);

    /**
     * The partition that holds all events about a user. It is the same in every topic, because all have as many
     * partitions.
     */
    int partitionOf(UserId user);
}
