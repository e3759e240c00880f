package studio.atelier.platform.event;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;

/** Reads records from the broker. One of the two interfaces that hide the Kafka client. */
interface EventSource {

    /**
     * Joins a consumer group.
     *
     * @param topic name at the broker
     */
    Intake join(String group, String topic);

    /**
     * Reads every partition without a group.
     *
     * @param topics names at the broker, with how many partitions each has
     * @param from where a partition starts, unless {@code next} says where
     * @param next offset to read next, by topic and partition; asked at each connect
     * @param joined told at each connect what is still to be read: for each partition that is not at its end, the
     *     offset of its end
     * @return never completes by itself; fails when the connection does
     */
    Flux<InboundRecord> readAll(
            Map<String, Integer> topics, Instant from, Map<Place, Long> next, Consumer<Map<Place, Long>> joined);

    /**
     * A partition of a topic.
     *
     * @param topic name at the broker
     */
    record Place(String topic, int partition) {}

    /** A membership in a consumer group, from the subscription to {@link #records} until its end. */
    interface Intake {

        /** Records, those of one partition in order; fails when the connection does. To be subscribed to once. */
        Flux<InboundRecord> records();

        /** Stops or goes on fetching a partition; what was fetched before still comes. */
        void pause(int partition, boolean paused);

        /** The partitions that are ours now. */
        Set<Integer> assigned();
    }
}
