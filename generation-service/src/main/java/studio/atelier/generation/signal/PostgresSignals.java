package studio.atelier.generation.signal;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.platform.database.AfterCommit;
import studio.atelier.platform.database.Notifications;

/** Signals by the platform's notifications; the sender's own process hears them at once. */
@Component
final class PostgresSignals implements Signals, SmartLifecycle {

    private static final String CHANNEL = "generation";
    private static final int BEFORE_THE_WORKERS = -1000;

    private final Notifications notifications;
    private final LocalSignals local = new LocalSignals();
    private @Nullable Disposable listening;

    PostgresSignals(Notifications notifications) {
        this.notifications = notifications;
    }

    @Override
    public Mono<Void> afterCommit(Signal signal) {
        return AfterCommit.run(Mono.fromRunnable(() -> send(signal)));
    }

    @Override
    public void send(Signal signal) {
        local.deliver(signal);
        notifications.send(CHANNEL, signal.name());
    }

    @Override
    public Flux<Signal> all() {
        return local.all();
    }

    @Override
    public Waiter listen(Signal signal) {
        return local.listen(signal);
    }

    @Override
    public void start() {
        listening = notifications.listen(CHANNEL).subscribe(name -> local.deliver(heard(name)));
    }

    private static Signal heard(String name) {
        return name.isEmpty() ? Signal.RESYNC : new Signal(name);
    }

    @Override
    public void stop() {
        Disposable current = listening;
        if (current != null) {
            current.dispose();
        }
        listening = null;
    }

    @Override
    public boolean isRunning() {
        return listening != null;
    }

    @Override
    public int getPhase() {
        return BEFORE_THE_WORKERS;
    }
}
