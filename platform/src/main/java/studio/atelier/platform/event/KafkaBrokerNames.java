package studio.atelier.platform.event;

import studio.atelier.contracts.event.EventTopic;

/**
 * The names of topics and groups at the broker.
 *
 * @param service the service's name, such as {@code billing-service}
 */
record KafkaBrokerNames(String service, String topicPrefix, String groupPrefix) {

    String topicName(EventTopic topic) {
        return topicName(topic.topicName());
    }

    String topicName(String name) {
        return topicPrefix + name;
    }

    String groupName(EventSubscription subscription) {
        return "%s%s.%s.%s".formatted(groupPrefix, service, subscription.topic().topicName(), subscription.purpose());
    }

    /** The dead-letter topic of a group. */
    String deadLetters(EventSubscription subscription) {
        return deadLetters(topicName(subscription.topic()), groupName(subscription));
    }

    private String deadLetters(String topic, String group) {
        String plainGroup = group.startsWith(groupPrefix) ? group.substring(groupPrefix.length()) : group;
        return "%s.%s.dlt".formatted(topic, plainGroup);
    }
}
