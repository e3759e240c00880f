package studio.atelier.gateway.realtime;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.atelier.contracts.event.EventTopic;

/**
 * How much a client has seen: the partition and offset of the last record of each topic that notifies users. A user's
 * records are in one partition of each topic, so a position is small, means the same on every gateway instance, and
 * shows what is missing of each topic separately. The wire form is {@code n.3.1042_b.3.77}: topic, partition, offset.
 */
record RealtimePosition(Map<EventTopic, PartitionOffset> places) {

    private static final Map<String, EventTopic> TOPICS =
            Map.of("n", EventTopic.USER_NOTIFICATIONS, "b", EventTopic.BILLING_BALANCES);

    private static final Pattern PLACE = Pattern.compile("([a-z])\\.(\\d{1,6})\\.(-1|\\d{1,18})");

    private static final int MAX_LENGTH = 120;

    RealtimePosition {
        places = Map.copyOf(places);
    }

    /** The topics that a position covers. */
    static Iterable<EventTopic> listTopics() {
        return TOPICS.values();
    }

    /** Parses the wire form; empty if the client's text is not one. */
    static Optional<RealtimePosition> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Map<EventTopic, PartitionOffset> places = new EnumMap<>(EventTopic.class);
        for (String part : text.split("_", -1)) {
            Matcher matcher = PLACE.matcher(part);
            if (!matcher.matches() || !TOPICS.containsKey(matcher.group(1))) {
                return Optional.empty();
            }
            places.put(
                    TOPICS.get(matcher.group(1)),
                    new PartitionOffset(Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3))));
        }
        return Optional.of(new RealtimePosition(places));
    }

    /** Returns the position after one more record. */
    RealtimePosition advanceTo(EventTopic topic, PartitionOffset place) {
        Map<EventTopic, PartitionOffset> next = new EnumMap<>(EventTopic.class);
        next.putAll(places);
        next.put(topic, place);
        return new RealtimePosition(next);
    }

    /** Returns the wire form. */
    String toText() {
        StringJoiner text = new StringJoiner("_");
        TOPICS.forEach((letter, topic) -> {
            PartitionOffset place = places.get(topic);
            if (place != null) {
                text.add(letter + "." + place.partition() + "." + place.offset());
            }
        });
        return text.toString();
    }

    /**
     * The last record seen of a topic.
     *
     * @param offset -1 if none has been seen
     */
    record PartitionOffset(int partition, long offset) {}
}
