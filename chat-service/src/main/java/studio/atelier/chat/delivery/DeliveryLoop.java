package studio.atelier.chat.delivery;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.chat.delivery.OutgoingMessages.Outcome;
import studio.atelier.chat.delivery.OutgoingMessages.Turn;
import studio.atelier.chat.person.People;
import studio.atelier.chat.telegram.TelegramApi;
import studio.atelier.chat.telegram.TelegramException;
import studio.atelier.chat.telegram.TelegramProperties;
import studio.atelier.chat.work.WorkLoop;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.trace.ObservedWork;
import studio.atelier.platform.trace.UserInContext;

/**
 * Sends the messages that wait. While Telegram is asked, a message is held by a lease and by no transaction. Telegram
 * has no idempotency: a message whose answer was lost is sent again, since arriving twice is better than never.
 */
@Component
class DeliveryLoop extends WorkLoop {

    private static final Logger log = LoggerFactory.getLogger(DeliveryLoop.class);
    private static final int AT_ONCE = 8;
    private static final Duration LEASE_BEYOND_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration MAX_AGE = Duration.ofHours(24);
    private static final Duration MAX_BACKOFF = Duration.ofMinutes(5);
    private static final int MAX_DOUBLINGS = 9;

    private final OutgoingMessages messages;
    private final People people;
    private final TelegramApi telegram;
    private final TelegramProperties properties;
    private final Transactions transactions;
    private final ObservationRegistry observations;
    private final Clock clock;

    DeliveryLoop(
            OutgoingMessages messages,
            People people,
            TelegramApi telegram,
            TelegramProperties properties,
            Transactions transactions,
            ObservationRegistry observations,
            Clock clock) {
        super("delivery", AT_ONCE);
        this.messages = messages;
        this.people = people;
        this.telegram = telegram;
        this.properties = properties;
        this.transactions = transactions;
        this.observations = observations;
        this.clock = clock;
    }

    @Override
    protected Mono<Boolean> doOne() {
        return properties.enabled() ? takeTurn().flatMap(this::deliverObserved) : Mono.empty();
    }

    private Mono<Turn> takeTurn() {
        Duration lease = properties.timeout().plus(LEASE_BEYOND_TIMEOUT);
        return transactions.run(Mono.defer(() -> messages.take(clock.instant(), lease)));
    }

    private Mono<Boolean> deliverObserved(Turn turn) {
        return ObservedWork.of(
                        () -> Observation.createNotStarted("atelier.telegram.delivery", observations), deliver(turn))
                .contextWrite(UserInContext.of(UserId.ofTelegram(turn.chatId())));
    }

    private Mono<Boolean> deliver(Turn turn) {
        Mono<Void> settled = olderThan(turn, MAX_AGE)
                ? end(turn, Outcome.TOO_OLD)
                : telegram.sendMessage(turn.chatId(), turn.message())
                        .then(Mono.defer(() -> end(turn, Outcome.SENT)))
                        .onErrorResume(TelegramException.class, error -> settle(turn, error));
        return settled.thenReturn(true);
    }

    private boolean olderThan(Turn turn, Duration age) {
        return turn.createdAt().plus(age).isBefore(clock.instant());
    }

    private Mono<Void> settle(Turn turn, TelegramException error) {
        log.warn("Message {} was not sent at attempt {}: {}", turn.id(), turn.attempts(), error.getMessage());
        return switch (error) {
            case TelegramException.TooManyRequests wait -> putOff(turn, wait.retryAfter());
            case TelegramException.Unavailable unavailable -> putOff(turn, backoff(turn.attempts()));
            case TelegramException.Refused refused -> end(turn, Outcome.REFUSED);
            case TelegramException.Unreachable unreachable -> giveUp(turn.chatId());
        };
    }

    private Mono<Void> end(Turn turn, Outcome outcome) {
        return transactions.run(messages.end(turn.id(), outcome, clock.instant()));
    }

    private Mono<Void> putOff(Turn turn, Duration wait) {
        return transactions.run(messages.putOff(turn.id(), clock.instant().plus(wait)));
    }

    /** Whoever has blocked the bot gets none of what waits, and nothing unasked until they write again. */
    private Mono<Void> giveUp(long chatId) {
        Instant now = clock.instant();
        return transactions.run(
                people.unreachable(chatId, now).then(messages.endAll(chatId, Outcome.UNREACHABLE, now)));
    }

    /** Half a second, doubled each time, up to five minutes, and up to half as much again. */
    private static Duration backoff(int attempts) {
        Duration doubled = Duration.ofMillis(500L << Math.min(attempts - 1, MAX_DOUBLINGS));
        Duration capped = doubled.compareTo(MAX_BACKOFF) < 0 ? doubled : MAX_BACKOFF;
        return capped.plusMillis(ThreadLocalRandom.current().nextLong(capped.toMillis() / 2 + 1));
    }
}
