package studio.atelier.platform.event;

import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.EventTopic;

/**
 * An event and its place in its topic.
 *
 * @param offset the place within the partition; grows
 */
public record TailedEvent(
        EventTopic topic, int partition, long offset, ReceivedEvent<? extends AtelierEvent> received) {}
