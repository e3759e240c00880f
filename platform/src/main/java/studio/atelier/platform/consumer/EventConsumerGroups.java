package studio.atelier.platform.consumer;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.platform.kafka.KafkaTopicSetup;

/** Starts and stops the consumer groups of a service. */
public final class EventConsumerGroups implements SmartLifecycle {

    /** Stops before the web server does. */
    static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 100;

    private static final Logger log = LoggerFactory.getLogger(EventConsumerGroups.class);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(3);
    private static final Duration DRAIN_CHECK = Duration.ofMillis(20);

    private final KafkaTopicSetup topics;
    private final List<EventGroupConsumer> groups;
    private final ConcurrencyLimiter limiter;
    private Disposable.Composite running = Disposables.composite();
    private volatile boolean started;

    EventConsumerGroups(KafkaTopicSetup topics, List<EventGroupConsumer> groups, ConcurrencyLimiter limiter) {
        this.topics = topics;
        this.groups = List.copyOf(groups);
        this.limiter = limiter;
    }

    public List<EventGroupConsumer> listConsumers() {
        return groups;
    }

    @Override
    public void start() {
        running = Disposables.composite();
        groups.forEach(group -> running.add(topics.awaitTopics()
                .then(group.consumeRecords())
                .subscribe(done -> {}, error -> log.error("Consumer group {} has ended", group.groupName(), error))));
        started = true;
    }

    @Override
    public void stop() {
        throw new UnsupportedOperationException("stopped with a callback");
    }

    @Override
    public void stop(Runnable callback) {
        groups.forEach(EventGroupConsumer::stopIntake);
        Flux.interval(Duration.ZERO, DRAIN_CHECK)
                .onBackpressureDrop()
                .takeUntil(tick -> limiter.inUse() == 0)
                .then()
                .timeout(DRAIN_LIMIT, Mono.empty())
                .subscribe(drained -> {}, error -> completeStop(callback), () -> completeStop(callback));
    }

    private void completeStop(Runnable callback) {
        running.dispose();
        started = false;
        callback.run();
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
