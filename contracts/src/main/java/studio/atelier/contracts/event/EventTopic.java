package studio.atelier.contracts.event;

/** All Kafka topics. The key of a record is the id of the user it is about, unless the topic says otherwise. */
public enum EventTopic {
    BILLING_COMMANDS("billing.commands.v1", false),
    BILLING_EVENTS("billing.events.v1", false),
    /** The last known balance of each user; compacted. */
    BILLING_BALANCES("billing.balances.v1", true),
    GENERATION_COMMANDS("generation.commands.v1", false),
    GENERATION_EVENTS("generation.events.v1", false),
    CHAT_EVENTS("chat.events.v1", false),
    AUTH_EVENTS("auth.events.v1", false),
    /** Messages for users: job steps and notices. */
    USER_NOTIFICATIONS("user.notifications.v1", false),
    /** The image models; the key is the model's id; compacted. */
    CATALOGUE_MODELS("catalogue.models.v1", true),
    /** Notices for operators; the key is the notice's subject. */
    OPERATOR_NOTICES("operator.notices.v1", false);

    private final String topicName;
    private final boolean compacted;

    EventTopic(String topicName, boolean compacted) {
        this.topicName = topicName;
        this.compacted = compacted;
    }

    /** The name at the broker, without the prefix used in tests. */
    public String topicName() {
        return topicName;
    }

    /** Whether the broker keeps only the last record of each key. */
    public boolean isCompacted() {
        return compacted;
    }
}
