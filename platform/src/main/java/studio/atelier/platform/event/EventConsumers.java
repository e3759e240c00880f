package studio.atelier.platform.event;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Runs the consumer groups of a service for as long as it runs. */
final class EventConsumers implements SmartLifecycle {

    /** Stops before the web server does. */
    static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 100;

    private static final Logger log = LoggerFactory.getLogger(EventConsumers.class);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(3);
    private static final Duration DRAIN_CHECK = Duration.ofMillis(20);

    private final KafkaTopics topics;
    private final List<GroupConsumer> groups;
    private final Permits permits;
    private Disposable.Composite running = Disposables.composite();
    private volatile boolean started;

    EventConsumers(KafkaTopics topics, List<GroupConsumer> groups, Permits permits) {
        this.topics = topics;
        this.groups = List.copyOf(groups);
        this.permits = permits;
    }

    List<GroupConsumer> groups() {
        return groups;
    }

    @Override
    public void start() {
        running = Disposables.composite();
        groups.forEach(group -> running.add(topics.ready()
                .then(group.run())
                .subscribe(done -> {}, error -> log.error("Group {} has ended", group.group(), error))));
        started = true;
    }

    @Override
    public void stop() {
        throw new UnsupportedOperationException("stopped with a callback");
    }

    @Override
    public void stop(Runnable callback) {
        groups.forEach(GroupConsumer::stopIntake);
        Flux.interval(Duration.ZERO, DRAIN_CHECK)
                .onBackpressureDrop()
                .takeUntil(tick -> permits.inUse() == 0)
                .then()
                .timeout(DRAIN_LIMIT, Mono.empty())
                .subscribe(drained -> {}, error -> end(callback), () -> end(callback));
    }

    private void end(Runnable callback) {
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
