package studio.atelier.chat.delivery;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.micrometer.observation.ObservationRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.chat.delivery.OutgoingMessages.Turn;
import studio.atelier.chat.person.People;
import studio.atelier.chat.telegram.Message;
import studio.atelier.chat.telegram.TelegramApi;
import studio.atelier.chat.telegram.TelegramProperties;
import studio.atelier.platform.database.Transactions;

class DeliveryLoopTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final OutgoingMessages messages = mock();
    private final TelegramApi telegram = mock();
    private final DeliveryLoop loop = new DeliveryLoop(
            messages,
            mock(People.class),
            telegram,
            new TelegramProperties(
                    "1:" + "T".repeat(35),
                    URI.create("http://localhost"),
                    "s".repeat(16),
                    URI.create("http://localhost"),
                    LIMIT,
                    LIMIT),
            new SameTransaction(),
            ObservationRegistry.NOOP,
            Clock.systemUTC());

    @Test
    void restsWhenNothingWaits() {
        when(messages.take(any(), any())).thenReturn(Mono.empty());

        StepVerifier.create(loop.doOne()).expectComplete().verify(LIMIT);
    }

    @Test
    void looksForMoreAfterAMessage() {
        Message message = new Message("It is ready", List.of(), false);
        when(messages.take(any(), any()))
                .thenReturn(
                        Mono.just(new Turn(1, 42, message, 1, Clock.systemUTC().instant())));
        when(telegram.sendMessage(42, message)).thenReturn(Mono.empty());
        when(messages.end(eq(1L), any(), any())).thenReturn(Mono.empty());

        StepVerifier.create(loop.doOne()).expectNext(true).expectComplete().verify(LIMIT);
    }

    private static final class SameTransaction implements Transactions {
        @Override
        public <T> Mono<T> run(Mono<T> work) {
            return work;
        }
    }
}
