package studio.atelier.platform.consumer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;
import studio.atelier.platform.event.EventRecordSource;
import studio.atelier.platform.event.InboundEventRecord;

/** The partitions of one group membership: their waiting records and which of them are being handled. */
final class PartitionQueues {

    /**
     * Batches at once. A second one keeps the database busy while the first commits; with more, each would have fewer
     * records.
     */
    private static final int SHARED_AT_ONCE = 2;

    /** Number of waiting records of a partition at which fetching pauses, and resumes. */
    private static final int PAUSE_AT = 400;

    private static final int RESUME_AT = 100;

    private final EventRecordSource.GroupRecordIntake intake;
    private final Map<Integer, PartitionQueue> all = new HashMap<>();
    private final Queue<PartitionQueue> ready = new ArrayDeque<>();
    private int sharing;

    PartitionQueues(EventRecordSource.GroupRecordIntake intake) {
        this.intake = intake;
    }

    synchronized void addRecord(InboundEventRecord record) {
        PartitionQueue queue =
                all.computeIfAbsent(record.partition(), partition -> new PartitionQueue(intake, partition));
        if (queue.addRecord(record)) {
            ready.add(queue);
        }
    }

    /**
     * Takes records that are handled together. The caller ends it with {@link #endSharing} and returns each partition
     * with {@link #finishRecords}. Records of partitions that are no longer assigned are dropped: the new owner gets
     * them.
     *
     * @return empty if nothing waits, or enough batches are being handled
     */
    synchronized List<PartitionRecords> takeRecords(int most, Predicate<PartitionQueue> isOurs) {
        List<PartitionRecords> parts = new ArrayList<>();
        int left = sharing < SHARED_AT_ONCE ? most : 0;
        while (left > 0 && !ready.isEmpty()) {
            PartitionQueue queue = ready.remove();
            if (isOurs.test(queue)) {
                List<InboundEventRecord> records = queue.takeRecords(left);
                parts.add(new PartitionRecords(queue, records));
                left -= records.size();
            } else {
                queue.dropRecords();
            }
        }
        sharing += parts.isEmpty() ? 0 : 1;
        return parts;
    }

    synchronized void finishRecords(PartitionRecords part) {
        if (part.queue().finishRecords()) {
            ready.add(part.queue());
        }
    }

    synchronized void endSharing() {
        sharing--;
    }

    /** Records taken from a partition; no others of it are handled meanwhile. */
    record PartitionRecords(PartitionQueue queue, List<InboundEventRecord> records) {}

    /** The waiting records of a partition. Fetching pauses when there are many, or a dependency is unavailable. */
    static final class PartitionQueue {

        private final EventRecordSource.GroupRecordIntake intake;
        private final int partition;
        private final Queue<InboundEventRecord> waiting = new ArrayDeque<>();
        private int taken;
        private boolean retrying;
        private boolean paused;

        PartitionQueue(EventRecordSource.GroupRecordIntake intake, int partition) {
            this.intake = intake;
            this.partition = partition;
        }

        boolean isAssigned() {
            return intake.assignedPartitions().contains(partition);
        }

        /** Returns whether the partition became ready: no record was waiting before, and none is being handled. */
        synchronized boolean addRecord(InboundEventRecord record) {
            waiting.add(record);
            adjustFetching();
            if (paused && waiting.size() % EventRecordSource.MOST_PER_POLL == 0) {
                // A rebalance makes the client forget which partitions are paused.
                intake.setPaused(partition, true);
            }
            return waiting.size() == 1 && taken == 0;
        }

        synchronized List<InboundEventRecord> takeRecords(int most) {
            List<InboundEventRecord> records = new ArrayList<>();
            while (records.size() < most && !waiting.isEmpty()) {
                records.add(waiting.remove());
            }
            taken = records.size();
            return records;
        }

        synchronized void dropRecords() {
            waiting.clear();
            adjustFetching();
        }

        /** Returns whether the partition became ready: more records have arrived meanwhile. */
        synchronized boolean finishRecords() {
            taken = 0;
            adjustFetching();
            return !waiting.isEmpty();
        }

        synchronized void setRetrying(boolean now) {
            if (retrying != now) {
                retrying = now;
                adjustFetching();
            }
        }

        private void adjustFetching() {
            int open = waiting.size() + taken;
            boolean pause = retrying || open >= PAUSE_AT || (paused && open > RESUME_AT);
            if (pause != paused) {
                paused = pause;
                intake.setPaused(partition, pause);
            }
        }
    }
}
