package studio.atelier.platform.kafka;

import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.event.EventSubscription;

/**
 * The names of topics and groups at the broker.
 *
 * @param service the service's name, such as {@code billing-service}
 */
public record KafkaBrokerNames(String service, String topicPrefix, String groupPrefix) {

    public String topicName(EventTopic topic) {
        return topicName(topic.topicName());
    }

    public String topicName(String name) {
        return topicPrefix + name;
    }

    public String groupName(EventSubscription subscription) {
        return "%s%s.%s.%s".formatted(groupPrefix, service, subscription.topic().topicName(), subscription.purpose());
    }

    /** The dead-letter topic of a group. */
    public String deadLetters(EventSubscription subscription) {
        return deadLetters(topicName(subscription.topic()), groupName(subscription));
    }

    private String deadLetters(String topic, String group) {
        String plainGroup = group.startsWith(groupPrefix) ? group.substring(groupPrefix.length()) : group;
        return "%s.%s.dlt".formatted(topic, plainGroup);
    }
}
