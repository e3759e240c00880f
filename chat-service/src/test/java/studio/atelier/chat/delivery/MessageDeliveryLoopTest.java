package studio.atelier.chat.delivery;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.micrometer.observation.ObservationRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;
import studio.atelier.chat.SameTransaction;
import studio.atelier.chat.delivery.OutgoingMessages.LeasedOutgoingMessage;
import studio.atelier.chat.person.BotUsers;
import studio.atelier.chat.telegram.OutgoingMessage;
import studio.atelier.chat.telegram.TelegramApi;
import studio.atelier.chat.telegram.TelegramBotProperties;
import studio.atelier.chat.telegram.TelegramFixtures;

class MessageDeliveryLoopTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Instant NOW = Instant.parse("2026-10-01T12:00:00Z");
    private static final OutgoingMessage MESSAGE = new OutgoingMessage("It is ready", List.of(), false);

    private final OutgoingMessages messages = mock();
    private final TelegramApi telegram = mock();
    private final MessageDeliveryLoop loop = new MessageDeliveryLoop(
            messages,
            mock(BotUsers.class),
            telegram,
            new TelegramBotProperties(
                    "1:" + "T".repeat(35),
                    URI.create("http://localhost"),
                    "s".repeat(16),
                    URI.create("http://localhost"),
                    LIMIT,
                    LIMIT),
            new SameTransaction(),
            ObservationRegistry.NOOP,
            Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void restsWhenNothingWaits() {
        when(messages.leaseMessage(any())).thenReturn(Mono.empty());

        StepVerifier.create(loop.deliverNextMessage()).expectComplete().verify(LIMIT);
    }

    @Test
    void looksForMoreAfterAMessage() {
        when(messages.leaseMessage(any()))
                .thenReturn(Mono.just(new LeasedOutgoingMessage(1, 42, MESSAGE, 1, Duration.ZERO)));
        when(telegram.sendMessage(42, MESSAGE)).thenReturn(Mono.empty());
        when(messages.endMessage(eq(1L), any())).thenReturn(Mono.empty());

        StepVerifier.create(loop.deliverNextMessage())
                .expectNext(true)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void putsAMessageOffForAsLongAsTelegramWants() {
        PublisherProbe<Void> putOff = PublisherProbe.empty();
        when(messages.leaseMessage(any()))
                .thenReturn(Mono.just(new LeasedOutgoingMessage(1, 42, MESSAGE, 1, Duration.ZERO)));
        when(telegram.sendMessage(42, MESSAGE))
                .thenReturn(Mono.error(TelegramFixtures.tooManyRequests(Duration.ofSeconds(7))));
        when(messages.putOff(1, Duration.ofSeconds(7))).thenReturn(putOff.mono());

        StepVerifier.create(loop.deliverNextMessage())
                .expectNext(true)
                .expectComplete()
                .verify(LIMIT);
        putOff.assertWasSubscribed();
    }
}
