package studio.atelier.platform.event;

import studio.atelier.contracts.event.Topic;

/**
 * What things are called at the broker.
 *
 * @param service the service's name, such as {@code billing-service}
 */
record KafkaNames(String service, String topicPrefix, String groupPrefix) {

    String topic(Topic topic) {
        return topic(topic.topicName());
    }

    String topic(String name) {
        return topicPrefix + name;
    }

    String group(EventSubscription subscription) {
        return "%s%s.%s.%s".formatted(groupPrefix, service, subscription.topic().topicName(), subscription.purpose());
    }

    /** Where records go that a group cannot handle. */
    String deadLetters(EventSubscription subscription) {
        return deadLetters(topic(subscription.topic()), group(subscription));
    }

    private String deadLetters(String topic, String group) {
        String plainGroup = group.startsWith(groupPrefix) ? group.substring(groupPrefix.length()) : group;
        return "%s.%s.dlt".formatted(topic, plainGroup);
    }
}
