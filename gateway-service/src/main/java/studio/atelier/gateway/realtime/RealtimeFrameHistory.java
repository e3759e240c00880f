package studio.atelier.gateway.realtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;

/**
 * The frames of the last minutes, of all users, bounded by age and by bytes. Only the thread that reads the topics adds
 * to it, and sockets read from it; every access holds the one lock, briefly.
 */
final class RealtimeFrameHistory {

    private final Clock clock;
    private final Duration age;
    private final long maxBytes;
    private final Deque<FrameHistoryEntry> entries = new ArrayDeque<>();
    private final Map<UserId, Deque<FrameHistoryEntry>> byUser = new HashMap<>();
    private final Map<EventTopic, Map<Integer, KnownOffsetRange>> ranges = new HashMap<>();
    private long bytes;

    RealtimeFrameHistory(Clock clock, Duration age, long maxBytes) {
        this.clock = clock;
        this.age = age;
        this.maxBytes = maxBytes;
    }

    /**
     * Keeps a frame.
     *
     * @param size about how many bytes it takes
     */
    synchronized void addFrame(
            UserId user, EventTopic topic, RealtimePosition.PartitionOffset place, RealtimeFrame frame, int size) {
        FrameHistoryEntry entry = new FrameHistoryEntry(user, topic, place, frame, size, clock.instant());
        rangeOf(topic, place.partition()).noteOffset(place.offset());
        entries.addLast(entry);
        byUser.computeIfAbsent(user, ignored -> new ArrayDeque<>()).addLast(entry);
        bytes += size;
        evictOldEntries();
    }

    /** Records that a record without a frame was read, so that positions beyond it are known. */
    synchronized void skipRecord(EventTopic topic, RealtimePosition.PartitionOffset place) {
        rangeOf(topic, place.partition()).noteOffset(place.offset());
    }

    /** Returns the current position in a topic: the last record read of this partition, -1 if none was. */
    synchronized RealtimePosition.PartitionOffset findLatestOffset(EventTopic topic, int partition) {
        return new RealtimePosition.PartitionOffset(partition, findKnownRange(topic, partition).last);
    }

    /**
     * Returns what a user has missed since a position, oldest first.
     *
     * @return empty if it is not known, because what followed the position is no longer kept, or was never read
     */
    synchronized Optional<List<FrameHistoryEntry>> findMissedSince(UserId user, RealtimePosition position) {
        for (Map.Entry<EventTopic, RealtimePosition.PartitionOffset> seen :
                position.places().entrySet()) {
            if (!isKnown(seen.getKey(), seen.getValue())) {
                return Optional.empty();
            }
        }
        List<FrameHistoryEntry> missed = new ArrayList<>();
        for (FrameHistoryEntry entry : byUser.getOrDefault(user, new ArrayDeque<>())) {
            RealtimePosition.PartitionOffset seen = position.places().get(entry.topic());
            if (seen == null || entry.place().offset() > seen.offset()) {
                missed.add(entry);
            }
        }
        return Optional.of(missed);
    }

    /** Whether nothing between the position and now was lost. */
    private boolean isKnown(EventTopic topic, RealtimePosition.PartitionOffset seen) {
        KnownOffsetRange range = findKnownRange(topic, seen.partition());
        return seen.offset() <= range.last && seen.offset() >= range.lostUpTo;
    }

    /** Does not store a partition that was only looked up: clients name partitions, and could name any number. */
    private KnownOffsetRange findKnownRange(EventTopic topic, int partition) {
        return ranges.getOrDefault(topic, Map.of()).getOrDefault(partition, new KnownOffsetRange());
    }

    private KnownOffsetRange rangeOf(EventTopic topic, int partition) {
        return ranges.computeIfAbsent(topic, ignored -> new HashMap<>())
                .computeIfAbsent(partition, ignored -> new KnownOffsetRange());
    }

    private void evictOldEntries() {
        Instant oldest = clock.instant().minus(age);
        while (!entries.isEmpty()
                && (bytes > maxBytes || entries.peekFirst().addedAt().isBefore(oldest))) {
            removeEntry(entries.removeFirst());
        }
    }

    private void removeEntry(FrameHistoryEntry entry) {
        bytes -= entry.size();
        rangeOf(entry.topic(), entry.place().partition()).lostUpTo =
                entry.place().offset();
        byUser.computeIfPresent(entry.user(), (user, own) -> {
            own.removeFirst();
            return own.isEmpty() ? null : own;
        });
    }

    /** A frame, its position and when it was read. */
    record FrameHistoryEntry(
            UserId user,
            EventTopic topic,
            RealtimePosition.PartitionOffset place,
            RealtimeFrame frame,
            int size,
            Instant addedAt) {}

    /** What is known of one partition: all records after {@code lostUpTo}, up to and including {@code last}. */
    private static final class KnownOffsetRange {
        private long last = -1;
        private long lostUpTo = -1;

        void noteOffset(long offset) {
            if (last < 0) {
                lostUpTo = offset - 1;
            }
            last = offset;
        }
    }
}
