package studio.atelier.chat.delivery;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.chat.delivery.OutgoingMessages.DeliveryOutcome;
import studio.atelier.chat.delivery.OutgoingMessages.LeasedOutgoingMessage;
import studio.atelier.chat.person.BotUsers;
import studio.atelier.chat.telegram.TelegramApi;
import studio.atelier.chat.telegram.TelegramBotProperties;
import studio.atelier.chat.telegram.TelegramException;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.trace.ReactiveObservations;
import studio.atelier.platform.trace.UserReactorContext;
import studio.atelier.platform.work.BackgroundWork;
import studio.atelier.platform.work.ShutdownPhase;
import studio.atelier.platform.work.WorkLoop;

/**
 * Sends waiting messages. During the call to Telegram a message is held by a lease, not by a transaction. Telegram has
 * no idempotency: a message whose response is lost is sent again, since arriving twice is better than never.
 */
@Component
class MessageDeliveryLoop extends BackgroundWork {

    private static final Logger log = LoggerFactory.getLogger(MessageDeliveryLoop.class);
    private static final int AT_ONCE = 8;
    private static final Duration POLL_EVERY = Duration.ofSeconds(1);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);
    private static final Duration LEASE_BEYOND_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration MAX_AGE = Duration.ofHours(24);
    private static final Duration MAX_BACKOFF = Duration.ofMinutes(5);
    private static final int MAX_DOUBLINGS = 9;

    private final WorkLoop loop =
            addLoop(WorkLoop.polling("Message delivery", AT_ONCE, POLL_EVERY, this::deliverNextMessage));
    private final OutgoingMessages messages;
    private final BotUsers users;
    private final TelegramApi telegram;
    private final TelegramBotProperties properties;
    private final DatabaseTransactions transactions;
    private final ObservationRegistry observations;
    private final Clock clock;

    MessageDeliveryLoop(
            OutgoingMessages messages,
            BotUsers users,
            TelegramApi telegram,
            TelegramBotProperties properties,
            DatabaseTransactions transactions,
            ObservationRegistry observations,
            Clock clock) {
        super(ShutdownPhase.BOT, DRAIN_LIMIT);
        this.messages = messages;
        this.users = users;
        this.telegram = telegram;
        this.properties = properties;
        this.transactions = transactions;
        this.observations = observations;
        this.clock = clock;
    }

    /** Signals that a message waits. */
    void signalWork() {
        loop.signalWork();
    }

    /** Empty if none waits. */
    Mono<Boolean> deliverNextMessage() {
        return properties.isEnabled() ? takeTurn().flatMap(this::deliverObserved) : Mono.empty();
    }

    private Mono<LeasedOutgoingMessage> takeTurn() {
        return messages.leaseMessage(properties.timeout().plus(LEASE_BEYOND_TIMEOUT));
    }

    private Mono<Boolean> deliverObserved(LeasedOutgoingMessage turn) {
        return ReactiveObservations.observeMono(
                        () -> Observation.createNotStarted("atelier.telegram.delivery", observations),
                        deliverMessage(turn))
                .contextWrite(UserReactorContext.of(UserId.ofTelegram(turn.chatId())));
    }

    private Mono<Boolean> deliverMessage(LeasedOutgoingMessage turn) {
        Mono<Void> settled = turn.age().compareTo(MAX_AGE) > 0
                ? endMessage(turn, DeliveryOutcome.TOO_OLD)
                : telegram.sendMessage(turn.chatId(), turn.message())
                        .then(Mono.defer(() -> endMessage(turn, DeliveryOutcome.SENT)))
                        .onErrorResume(TelegramException.class, error -> handleFailure(turn, error));
        return settled.thenReturn(true);
    }

    private Mono<Void> handleFailure(LeasedOutgoingMessage turn, TelegramException error) {
        log.warn("Message {} was not sent at attempt {}: {}", turn.id(), turn.attempts(), error.getMessage());
        return switch (error) {
            case TelegramException.TooManyRequests wait -> putOff(turn, wait.retryAfter());
            case TelegramException.Unavailable unavailable -> putOff(turn, computeBackoff(turn.attempts()));
            case TelegramException.Refused refused -> endMessage(turn, DeliveryOutcome.REFUSED);
            case TelegramException.Unreachable unreachable -> giveUp(turn.chatId());
        };
    }

    private Mono<Void> endMessage(LeasedOutgoingMessage turn, DeliveryOutcome outcome) {
        return messages.endMessage(turn.id(), outcome);
    }

    private Mono<Void> putOff(LeasedOutgoingMessage turn, Duration wait) {
        return messages.putOff(turn.id(), wait);
    }

    /** A user who has blocked the bot gets none of the waiting messages, and no notices until they write again. */
    private Mono<Void> giveUp(long chatId) {
        return transactions.runInTransaction(users.markUnreachable(chatId, clock.instant())
                .then(messages.endAll(chatId, DeliveryOutcome.UNREACHABLE)));
    }

    /** Half a second, doubled at each attempt, up to five minutes, plus up to half of that. */
    private static Duration computeBackoff(int attempts) {
        Duration doubled = Duration.ofMillis(500L << Math.min(attempts - 1, MAX_DOUBLINGS));
        Duration capped = doubled.compareTo(MAX_BACKOFF) < 0 ? doubled : MAX_BACKOFF;
        return capped.plusMillis(ThreadLocalRandom.current().nextLong(capped.toMillis() / 2 + 1));
    }
}
