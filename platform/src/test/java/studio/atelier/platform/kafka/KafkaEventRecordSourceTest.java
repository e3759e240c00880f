package studio.atelier.platform.kafka;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.kafka.receiver.KafkaReceiver;
import reactor.kafka.receiver.ReceiverRecord;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class KafkaEventRecordSourceTest {

    private static final Duration INTERVAL = Duration.ofMillis(25);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final KafkaReceiver<String, byte[]> receiver = mock();
    private final ReceiverRecord<String, byte[]> first = mock();
    private final ReceiverRecord<String, byte[]> second = mock();
    private final TestPublisher<Flux<ReceiverRecord<String, byte[]>>> polls = TestPublisher.create();

    @BeforeEach
    void answerPolls() {
        when(receiver.receiveBatch()).thenReturn(polls.flux());
    }

    @Test
    void passesRecordsOnAtOnceAndPollsAgainAfterTheInterval() {
        StepVerifier.withVirtualTime(() -> KafkaEventRecordSource.readAtIntervals(receiver, INTERVAL, 3))
                .then(() -> polls.next(Flux.just(first, second)))
                .expectNext(first, second)
                .thenAwait(INTERVAL.minusMillis(1))
                .then(() -> polls.assertMaxRequested(0))
                .thenAwait(Duration.ofMillis(1))
                .then(() -> polls.assertMinRequested(1))
                .thenCancel()
                .verify(LIMIT);
    }

    @Test
    void pollsAgainAtOnceAfterAFullRead() {
        StepVerifier.withVirtualTime(() -> KafkaEventRecordSource.readAtIntervals(receiver, INTERVAL, 2))
                .then(() -> polls.next(Flux.just(first, second)))
                .expectNext(first, second)
                .then(() -> polls.assertMinRequested(1))
                .thenCancel()
                .verify(LIMIT);
    }
}
