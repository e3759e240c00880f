package studio.atelier.platform.consumer;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import studio.atelier.platform.kafka.KafkaTopicSetup;
import studio.atelier.platform.work.BackgroundWork;
import studio.atelier.platform.work.ShutdownPhase;

/** Starts and stops the consumer groups of a service. */
public final class EventConsumerGroups extends BackgroundWork {

    private static final Logger log = LoggerFactory.getLogger(EventConsumerGroups.class);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(3);

    private final KafkaTopicSetup topics;
    private final List<EventGroupConsumer> groups;
    private final ConcurrencyLimiter limiter;

    EventConsumerGroups(KafkaTopicSetup topics, List<EventGroupConsumer> groups, ConcurrencyLimiter limiter) {
        super(ShutdownPhase.INTAKE, DRAIN_LIMIT);
        this.topics = topics;
        this.groups = List.copyOf(groups);
        this.limiter = limiter;
    }

    public List<EventGroupConsumer> listConsumers() {
        return groups;
    }

    @Override
    protected Mono<Void> prepare() {
        return Mono.fromRunnable(() -> groups.forEach(group -> launch(consumeRecords(group))));
    }

    private Mono<Void> consumeRecords(EventGroupConsumer group) {
        return topics.awaitTopics()
                .then(group.consumeRecords())
                .onErrorResume(error ->
                        Mono.fromRunnable(() -> log.error("Consumer group {} has ended", group.groupName(), error)));
    }

    @Override
    protected void stopIntake() {
        groups.forEach(EventGroupConsumer::stopIntake);
    }

    /** A group consumes until it is cancelled: it is idle when none of its events is being handled. */
    @Override
    protected boolean isIdle() {
        return limiter.inUse() == 0;
    }
}
