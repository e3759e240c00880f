package studio.atelier.generation.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What every {@link ObjectStore} promises. */
interface ObjectStoreContract {

    Duration LIMIT = Duration.ofSeconds(20);

    ObjectStore store();

    @Test
    default void givesBackWhatItWasGiven() {
        ObjectKey key = someKey();
        byte[] content = someContent(300_000);
        put(key, content);
        assertThat(read(key)).isEqualTo(content);
    }

    @Test
    default void keepsEmptyObjects() {
        ObjectKey key = someKey();
        put(key, new byte[0]);
        StepVerifier.create(store().read(key)).expectComplete().verify(LIMIT);
    }

    @Test
    default void replacesWhole() {
        ObjectKey key = someKey();
        put(key, someContent(200_000));
        byte[] second = someContent(1000);
        put(key, second);
        assertThat(read(key)).isEqualTo(second);
    }

    @Test
    default void keepsObjectsOfOneIdApart() {
        ObjectKey key = someKey();
        ObjectKey sibling = new ObjectKey(key.folder(), key.id(), "sibling");
        put(key, new byte[] {1});
        put(sibling, new byte[] {2});
        assertThat(read(key)).containsExactly(1);
        assertThat(read(sibling)).containsExactly(2);
    }

    @Test
    default void saysThatAnObjectIsMissing() {
        StepVerifier.create(store().read(someKey()))
                .expectError(ObjectStoreException.Missing.class)
                .verify(LIMIT);
    }

    @Test
    default void deletesOnceAndAgain() {
        ObjectKey key = someKey();
        put(key, new byte[] {1});
        StepVerifier.create(store().delete(key)).expectComplete().verify(LIMIT);
        StepVerifier.create(store().delete(key)).expectComplete().verify(LIMIT);
        StepVerifier.create(store().read(key))
                .expectError(ObjectStoreException.Missing.class)
                .verify(LIMIT);
    }

    @Test
    default void doesNothingBeforeSubscription() {
        ObjectKey key = someKey();
        Mono<Void> unused = store().put(key, new byte[] {1});
        assertThat(unused).isNotNull();
        StepVerifier.create(store().read(key))
                .expectError(ObjectStoreException.Missing.class)
                .verify(LIMIT);
    }

    @Test
    default void aReaderNeverSeesAPartOfAnObject() {
        ObjectKey key = someKey();
        byte[] first = filled(200_000, 1);
        byte[] second = filled(300_000, 2);
        put(key, first);
        Flux<Void> writes = Flux.range(0, 40).concatMap(i -> store().put(key, i % 2 == 0 ? second : first));
        Flux<byte[]> reads = Flux.range(0, 60).flatMap(i -> readWhole(key), 4);
        StepVerifier.create(Flux.merge(writes.thenMany(Flux.empty()), reads))
                .thenConsumeWhile(content -> Arrays.equals(content, first) || Arrays.equals(content, second))
                .expectComplete()
                .verify(LIMIT);
    }

    private void put(ObjectKey key, byte[] content) {
        StepVerifier.create(store().put(key, content)).expectComplete().verify(LIMIT);
    }

    private byte[] read(ObjectKey key) {
        return readWhole(key).block(LIMIT);
    }

    private Mono<byte[]> readWhole(ObjectKey key) {
        return DataBufferUtils.join(store().read(key)).map(ObjectStoreContract::take);
    }

    private static byte[] take(DataBuffer buffer) {
        byte[] content = new byte[buffer.readableByteCount()];
        buffer.read(content);
        DataBufferUtils.release(buffer);
        return content;
    }

    private static byte[] filled(int length, int value) {
        byte[] content = new byte[length];
        Arrays.fill(content, (byte) value);
        return content;
    }

    private static byte[] someContent(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    static ObjectKey someKey() {
        return new ObjectKey("tests", UUID.randomUUID(), "file");
    }
}
