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
import studio.atelier.contracts.event.Topic;

/**
 * The frames of the last minutes, over all users, bounded by age and by bytes. Only the thread that reads the topics
 * adds to it, sockets read from it; every access holds the one lock, briefly.
 */
final class History {

    private final Clock clock;
    private final Duration age;
    private final long maxBytes;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Map<UserId, Deque<Entry>> byUser = new HashMap<>();
    private final Map<Topic, Map<Integer, Range>> ranges = new HashMap<>();
    private long bytes;

    History(Clock clock, Duration age, long maxBytes) {
        this.clock = clock;
        this.age = age;
        this.maxBytes = maxBytes;
    }

    /**
     * Keeps a frame.
     *
     * @param size about how many bytes it holds on to
     */
    synchronized void add(UserId user, Topic topic, Position.Place place, Frame frame, int size) {
        Entry entry = new Entry(user, topic, place, frame, size, clock.instant());
        rangeOf(topic, place.partition()).read(place.offset());
        entries.addLast(entry);
        byUser.computeIfAbsent(user, ignored -> new ArrayDeque<>()).addLast(entry);
        bytes += size;
        evict();
    }

    /** Notes that a record was read that makes no frame, so that positions beyond it are known. */
    synchronized void pass(Topic topic, Position.Place place) {
        rangeOf(topic, place.partition()).read(place.offset());
    }

    /** Where a topic stands now: the last record read of this partition, -1 if none was. */
    synchronized Position.Place latest(Topic topic, int partition) {
        return new Position.Place(partition, known(topic, partition).last);
    }

    /**
     * What a user has missed since a position, oldest first.
     *
     * @return empty if this cannot be said, because what followed the position is no longer kept, or was never read
     */
    synchronized Optional<List<Entry>> since(UserId user, Position position) {
        for (Map.Entry<Topic, Position.Place> seen : position.places().entrySet()) {
            if (!isKnown(seen.getKey(), seen.getValue())) {
                return Optional.empty();
            }
        }
        List<Entry> missed = new ArrayList<>();
        for (Entry entry : byUser.getOrDefault(user, new ArrayDeque<>())) {
            Position.Place seen = position.places().get(entry.topic());
            if (seen == null || entry.place().offset() > seen.offset()) {
                missed.add(entry);
            }
        }
        return Optional.of(missed);
    }

    /** Whether nothing between the position and now has been lost. */
    private boolean isKnown(Topic topic, Position.Place seen) {
        Range range = known(topic, seen.partition());
        return seen.offset() <= range.last && seen.offset() >= range.lostUpTo;
    }

    /** Keeps nothing of a partition that was only asked for: clients name partitions, and could name any number. */
    private Range known(Topic topic, int partition) {
        return ranges.getOrDefault(topic, Map.of()).getOrDefault(partition, new Range());
    }

    private Range rangeOf(Topic topic, int partition) {
        return ranges.computeIfAbsent(topic, ignored -> new HashMap<>())
                .computeIfAbsent(partition, ignored -> new Range());
    }

    private void evict() {
        Instant oldest = clock.instant().minus(age);
        while (!entries.isEmpty()
                && (bytes > maxBytes || entries.peekFirst().addedAt().isBefore(oldest))) {
            remove(entries.removeFirst());
        }
    }

    private void remove(Entry entry) {
        bytes -= entry.size();
        rangeOf(entry.topic(), entry.place().partition()).lostUpTo =
                entry.place().offset();
        byUser.computeIfPresent(entry.user(), (user, own) -> {
            own.removeFirst();
            return own.isEmpty() ? null : own;
        });
    }

    /** A frame, its place and when it came. */
    record Entry(UserId user, Topic topic, Position.Place place, Frame frame, int size, Instant addedAt) {}

    /** What is known of one partition: all records after {@code lostUpTo}, up to and with {@code last}. */
    private static final class Range {
        private long last = -1;
        private long lostUpTo = -1;

        void read(long offset) {
            if (last < 0) {
                lostUpTo = offset - 1;
            }
            last = offset;
        }
    }
}
