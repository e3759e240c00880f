package studio.atelier.platform.event;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;

/** Reads records from the broker. One of the two interfaces that hide the Kafka client. */
interface EventRecordSource {

    /**
     * Joins a consumer group.
     *
     * @param topic name at the broker
     */
    GroupRecordIntake joinGroup(String group, String topic);

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

        /** Records, those of one partition in order; fails when the connection does. To be subscribed to once. */
        Flux<InboundEventRecord> receiveRecords();

        /** Stops or goes on fetching a partition; what was fetched before still comes. */
        void setPaused(int partition, boolean paused);

        /** The partitions that are ours now. */
        Set<Integer> assignedPartitions();
    }
}
