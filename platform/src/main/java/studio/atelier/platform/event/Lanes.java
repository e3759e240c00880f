package studio.atelier.platform.event;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;

/** The partitions of one membership in a group: whose records wait, and who is at work. */
final class Lanes {

    /**
     * Shared transactions at once. A second one keeps the database busy while the first commits; with more of them
     * fewer records would share each.
     */
    private static final int SHARED_AT_ONCE = 2;

    /** Waiting records of a partition at which fetching pauses, and goes on. */
    private static final int PAUSE_AT = 400;

    private static final int RESUME_AT = 100;

    private final EventSource.Intake intake;
    private final Map<Integer, Lane> all = new HashMap<>();
    private final Queue<Lane> ready = new ArrayDeque<>();
    private int sharing;

    Lanes(EventSource.Intake intake) {
        this.intake = intake;
    }

    synchronized void arrived(InboundRecord record) {
        Lane lane = all.computeIfAbsent(record.partition(), partition -> new Lane(intake, partition));
        if (lane.arrived(record)) {
            ready.add(lane);
        }
    }

    /**
     * Takes some records to share a transaction, to be ended by {@link #endSharing}; each part is given back by
     * {@link #done}. What is no longer ours is dropped: its next owner gets it.
     *
     * @return empty if nothing waits, or enough is at work
     */
    synchronized List<Part> take(int most, Predicate<Lane> isOurs) {
        List<Part> parts = new ArrayList<>();
        int left = sharing < SHARED_AT_ONCE ? most : 0;
        while (left > 0 && !ready.isEmpty()) {
            Lane lane = ready.remove();
            if (isOurs.test(lane)) {
                List<InboundRecord> records = lane.take(left);
                parts.add(new Part(lane, records));
                left -= records.size();
            } else {
                lane.drop();
            }
        }
        sharing += parts.isEmpty() ? 0 : 1;
        return parts;
    }

    synchronized void done(Part part) {
        if (part.lane().done()) {
            ready.add(part.lane());
        }
    }

    synchronized void endSharing() {
        sharing--;
    }

    /** Some records of a partition: nothing else of it is at work meanwhile. */
    record Part(Lane lane, List<InboundRecord> records) {}

    /** The records of a partition that wait. Fetching more pauses when they are many, or a part is away. */
    static final class Lane {

        private final EventSource.Intake intake;
        private final int partition;
        private final Queue<InboundRecord> waiting = new ArrayDeque<>();
        private int taken;
        private boolean retrying;
        private boolean paused;

        Lane(EventSource.Intake intake, int partition) {
            this.intake = intake;
            this.partition = partition;
        }

        boolean isAssigned() {
            return intake.assigned().contains(partition);
        }

        /** Says whether that made it ready: it had none waiting, and none is at work. */
        synchronized boolean arrived(InboundRecord record) {
            waiting.add(record);
            adjust();
            if (paused && waiting.size() % GroupConsumer.MOST_PER_POLL == 0) {
                // A rebalance lets the client forget who is paused.
                intake.pause(partition, true);
            }
            return waiting.size() == 1 && taken == 0;
        }

        synchronized List<InboundRecord> take(int most) {
            List<InboundRecord> records = new ArrayList<>();
            while (records.size() < most && !waiting.isEmpty()) {
                records.add(waiting.remove());
            }
            taken = records.size();
            return records;
        }

        synchronized void drop() {
            waiting.clear();
            adjust();
        }

        /** Says whether that made it ready: more has arrived meanwhile. */
        synchronized boolean done() {
            taken = 0;
            adjust();
            return !waiting.isEmpty();
        }

        synchronized void retrying(boolean now) {
            if (retrying != now) {
                retrying = now;
                adjust();
            }
        }

        private void adjust() {
            int open = waiting.size() + taken;
            boolean pause = retrying || open >= PAUSE_AT || (paused && open > RESUME_AT);
            if (pause != paused) {
                paused = pause;
                intake.pause(partition, pause);
            }
        }
    }
}
