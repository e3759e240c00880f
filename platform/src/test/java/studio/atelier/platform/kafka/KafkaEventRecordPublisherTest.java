package studio.atelier.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.kafka.sender.SenderOptions;
import reactor.kafka.sender.internals.ProducerFactory;
import reactor.test.StepVerifier;
import studio.atelier.platform.event.OutboundEventRecord;

class KafkaEventRecordPublisherTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Client client = new Client();
    private final KafkaEventRecordPublisher publisher =
            new KafkaEventRecordPublisher(SenderOptions.create(Map.of()), new ProducerFactory() {
                @Override
                @SuppressWarnings("unchecked")
                public <K, V> Producer<K, V> createProducer(SenderOptions<K, V> options) {
                    return (Producer<K, V>) client;
                }
            });

    @AfterEach
    void close() {
        publisher.close();
    }

    @Test
    void reportsWhichRecordsTheBrokerHas() {
        StepVerifier.create(publisher.publishRecords(records(1, 2, 3)))
                .assertNext(published -> {
                    assertThat(published.acknowledged()).containsExactlyInAnyOrder(1L, 2L, 3L);
                    assertThat(published.failure()).isNull();
                })
                .expectComplete()
                .verify(LIMIT);
    }

    /** The client gives up on one record without metadata; the metadata arrives before the next record. */
    @Test
    void sendsNothingBehindARecordThatFailedAndTellsWhatTheBrokerHasBeforeIt() {
        client.fails = "2";

        StepVerifier.create(publisher.publishRecords(records(1, 2, 3)))
                .assertNext(published -> {
                    assertThat(published.acknowledged()).isEqualTo(Set.of(1L));
                    assertThat(published.failure()).isInstanceOf(TimeoutException.class);
                })
                .expectComplete()
                .verify(LIMIT);

        assertThat(client.history()).extracting(ProducerRecord::key).containsExactly("1");
    }

    private static List<OutboundEventRecord> records(long... ids) {
        return LongStream.of(ids)
                .mapToObj(id -> new OutboundEventRecord(
                        id,
                        "topic",
                        Long.toString(id),
                        new OutboundEventRecord.EventRecordPayload(new byte[] {1}),
                        Map.of()))
                .toList();
    }

    private static final class Client extends MockProducer<String, byte[]> {

        private volatile String fails = "";

        Client() {
            super(true, null, new StringSerializer(), new ByteArraySerializer());
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<String, byte[]> record, Callback callback) {
            if (record.key().equals(fails)) {
                TimeoutException error = new TimeoutException("no metadata");
                callback.onCompletion(null, error);
                return CompletableFuture.failedFuture(error);
            }
            return super.send(record, callback);
        }
    }
}
