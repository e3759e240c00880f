package studio.atelier.generation.signal;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.platform.database.CommitCallbacks;
import studio.atelier.platform.database.DatabaseNotifications;
import studio.atelier.platform.work.ShutdownPhase;

/** Signals through the platform's notifications; the sender's own process receives them at once. */
@Component
final class PostgresSignals implements GenerationSignals, SmartLifecycle {

    private static final String CHANNEL = "generation";

    private final DatabaseNotifications notifications;
    private final InProcessSignals local = new InProcessSignals();
    private @Nullable Disposable listening;

    PostgresSignals(DatabaseNotifications notifications) {
        this.notifications = notifications;
    }

    @Override
    public Mono<Void> afterCommit(GenerationSignal signal) {
        return CommitCallbacks.runAfterCommit(Mono.fromRunnable(() -> sendSignal(signal)));
    }

    @Override
    public void sendSignal(GenerationSignal signal) {
        sendToThisProcess(signal);
        notifications.sendNotification(CHANNEL, signal.name());
    }

    @Override
    public void sendToThisProcess(GenerationSignal signal) {
        local.deliverSignal(signal);
    }

    @Override
    public Flux<GenerationSignal> listenToAll() {
        return local.listenToAll();
    }

    @Override
    public SignalWaiter listenTo(GenerationSignal signal) {
        return local.listenTo(signal);
    }

    @Override
    public void start() {
        listening = notifications.listenToChannel(CHANNEL).subscribe(name -> local.deliverSignal(toSignal(name)));
    }

    private static GenerationSignal toSignal(String name) {
        return name.isEmpty() ? GenerationSignal.RESYNC : new GenerationSignal(name);
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
        return ShutdownPhase.NOTIFICATIONS.value();
    }
}
