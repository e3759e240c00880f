package studio.atelier.platform.database;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;
import studio.atelier.platform.work.ShutdownPhase;

/**
 * {@link DatabaseNotifications} over one channel of the database. Signals of the same 5 ms share a statement, because
 * the commit of a NOTIFY is serial across the whole server. Listening uses a connection of its own, which is checked
 * every ten seconds.
 */
final class PostgresNotifications implements DatabaseNotifications, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(PostgresNotifications.class);
    private static final String CHANNEL = "atelier";
    private static final char SEPARATOR = ' ';
    private static final Duration COALESCED = Duration.ofMillis(5);
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(10);
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(3);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);

    /** Precedes what this process sends, which it does not receive. */
    private final String sender = UUID.randomUUID().toString();

    private final DatabaseClient database;
    private final ConnectionFactory direct;
    private final Queue<String> outgoing = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final Sinks.Many<ChannelNotification> received =
            Sinks.many().multicast().directBestEffort();
    private volatile @Nullable Disposable listening;

    /**
     * Creates the notifications.
     *
     * @param direct opens connections that are not pooled
     */
    PostgresNotifications(DatabaseClient database, ConnectionFactory direct) {
        this.database = database;
        this.direct = direct;
    }

    @Override
    public void sendNotification(String channel, String payload) {
        outgoing.add(sender + SEPARATOR + channel + SEPARATOR + payload);
        if (flushing.compareAndSet(false, true)) {
            Mono.delay(COALESCED)
                    .then(Mono.defer(this::flushOutgoing))
                    .subscribe(done -> {}, error -> log.debug("Notifications are lost: {}", error.toString()));
        }
    }

    private Mono<Void> flushOutgoing() {
        flushing.set(false);
        Set<String> distinct = new LinkedHashSet<>();
        for (String next = outgoing.poll(); next != null; next = outgoing.poll()) {
            distinct.add(next);
        }
        return distinct.isEmpty() ? Mono.empty() : notifyAll(distinct);
    }

    private Mono<Void> notifyAll(Set<String> messages) {
        return database.sql("select pg_notify(:channel, message) from unnest(:messages) as message")
                .bind("channel", CHANNEL)
                .bind("messages", messages.toArray(String[]::new))
                .fetch()
                .all()
                .then();
    }

    @Override
    public Flux<String> listenToChannel(String channel) {
        return received.asFlux()
                .filter(notification ->
                        notification.channel() == null || notification.channel().equals(channel))
                .map(ChannelNotification::payload);
    }

    @Override
    public void start() {
        listening = Flux.usingWhen(direct.create(), this::listenOn, connection -> Mono.from(connection.close()))
                .doOnError(error -> log.info("Listening connection failed, reconnecting: {}", error.toString()))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
                        .maxBackoff(LONGEST_BACKOFF)
                        .transientErrors(true))
                .subscribe();
    }

    private Flux<?> listenOn(Object connection) {
        PostgresqlConnection postgres = (PostgresqlConnection) connection;
        Flux<?> notifications = postgres.getNotifications()
                .map(notification -> Objects.requireNonNullElse(notification.getParameter(), ""))
                .filter(message -> !message.startsWith(sender))
                .doOnNext(message -> emitNotification(ChannelNotification.parse(message)));
        Mono<Void> listen = postgres.createStatement("listen " + CHANNEL)
                .execute()
                .flatMap(result -> result.getRowsUpdated())
                .then(Mono.fromRunnable(() -> emitNotification(ChannelNotification.CONNECTED)));
        return Flux.merge(
                notifications.concatWith(Mono.error(createClosedError())), listen.thenMany(checkConnection(postgres)));
    }

    private static IllegalStateException createClosedError() {
        return new IllegalStateException("closed by the server");
    }

    private static Flux<?> checkConnection(PostgresqlConnection connection) {
        return Flux.interval(BETWEEN_CHECKS)
                .onBackpressureDrop()
                .concatMap(tick -> selectOne(connection).timeout(CHECK_LIMIT));
    }

    private static Mono<Void> selectOne(PostgresqlConnection connection) {
        return connection
                .createStatement("select 1")
                .execute()
                .flatMap(result -> result.map((row, metadata) -> true))
                .then();
    }

    /** Serialised by the connection's event loop; a signal that still collides is lost. */
    private void emitNotification(ChannelNotification notification) {
        Sinks.EmitResult result = received.tryEmitNext(notification);
        if (result.isFailure() && result != Sinks.EmitResult.FAIL_ZERO_SUBSCRIBER) {
            log.debug("A notification is lost: {}", result);
        }
    }

    @Override
    public void stop() {
        Disposable running = listening;
        if (running != null) {
            running.dispose();
            listening = null;
        }
    }

    @Override
    public boolean isRunning() {
        return listening != null;
    }

    @Override
    public int getPhase() {
        return ShutdownPhase.NOTIFICATIONS.value();
    }

    /** A null channel means all channels. */
    private record ChannelNotification(@Nullable String channel, String payload) {

        static final ChannelNotification CONNECTED = new ChannelNotification(null, "");

        static ChannelNotification parse(String message) {
            String[] parts = message.split(String.valueOf(SEPARATOR), 3);
            return new ChannelNotification(parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : "");
        }
    }
}
