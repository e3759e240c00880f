package studio.atelier.platform.tail;

import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.event.ReceivedEvent;

/**
 * An event and its place in its topic.
 *
 * @param offset the place within the partition; grows
 */
public record TailedEvent(
        EventTopic topic, int partition, long offset, ReceivedEvent<? extends AtelierEvent> received) {}
