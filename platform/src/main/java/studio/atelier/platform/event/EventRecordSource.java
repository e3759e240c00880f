package studio.atelier.platform.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;

/** Reads records from the broker. One of the two interfaces that hide the Kafka client. */
public interface EventRecordSource {

    /** The most records of one poll. */
    int MOST_PER_POLL = 200;

    /**
     * Joins a consumer group.
     *
     * @param topic name at the broker
     * @param readInterval shortest time between two reads; zero if there is none
     */
    GroupRecordIntake joinGroup(String group, String topic, Duration readInterval);

    /**
     * Reads every partition without a group.
     *
     * @param topics names at the broker, with how many partitions each has
     * @param from start of a partition that has no entry in {@code next}
     * @param next offset to read next, by topic and partition; read at each connect
     * @param joined called at each connect with the end offset of each partition that is not read to its end
     * @return never completes by itself; fails when the connection fails
     */
    Flux<InboundEventRecord> readAll(
            Map<String, Integer> topics,
            Instant from,
            Map<BrokerPartition, Long> next,
            Consumer<Map<BrokerPartition, Long>> joined);

    /**
     * A partition of a topic.
     *
     * @param topic name at the broker
     */
    record BrokerPartition(String topic, int partition) {}

    /** A membership in a consumer group, from the subscription to {@link #receiveRecords} until its end. */
    interface GroupRecordIntake {

        /** Records, in order within a partition; fails when the connection fails. Allows one subscription. */
        Flux<InboundEventRecord> receiveRecords();

        /** Pauses or resumes fetching of a partition; records already fetched still arrive. */
        void setPaused(int partition, boolean paused);

        /** The partitions currently assigned to this member. */
        Set<Integer> assignedPartitions();
    }
}
