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

/** The contract of every {@link ObjectStore}. */
interface ObjectStoreContract {

    Duration LIMIT = Duration.ofSeconds(20);

    ObjectStore store();

    @Test
    default void givesBackWhatItWasGiven() {
        StoredObjectKey key = someKey();
        byte[] content = someContent(300_000);
        put(key, content);
        assertThat(read(key)).isEqualTo(content);
    }

    @Test
    default void keepsEmptyObjects() {
        StoredObjectKey key = someKey();
        put(key, new byte[0]);
        StepVerifier.create(store().readObject(key)).expectComplete().verify(LIMIT);
    }

    @Test
    default void replacesWhole() {
        StoredObjectKey key = someKey();
        put(key, someContent(200_000));
        byte[] second = someContent(1000);
        put(key, second);
        assertThat(read(key)).isEqualTo(second);
    }

    @Test
    default void keepsObjectsOfOneIdApart() {
        StoredObjectKey key = someKey();
        StoredObjectKey sibling = new StoredObjectKey(key.folder(), key.id(), "sibling");
        put(key, new byte[] {1});
        put(sibling, new byte[] {2});
        assertThat(read(key)).containsExactly(1);
        assertThat(read(sibling)).containsExactly(2);
    }

    @Test
    default void saysThatAnObjectIsMissing() {
        StepVerifier.create(store().readObject(someKey()))
                .expectError(ObjectStoreException.StoredObjectMissingException.class)
                .verify(LIMIT);
    }

    @Test
    default void deletesOnceAndAgain() {
        StoredObjectKey key = someKey();
        put(key, new byte[] {1});
        StepVerifier.create(store().deleteObject(key)).expectComplete().verify(LIMIT);
        StepVerifier.create(store().deleteObject(key)).expectComplete().verify(LIMIT);
        StepVerifier.create(store().readObject(key))
                .expectError(ObjectStoreException.StoredObjectMissingException.class)
                .verify(LIMIT);
    }

    @Test
    default void doesNothingBeforeSubscription() {
        StoredObjectKey key = someKey();
        Mono<Void> unused = store().putObject(key, new byte[] {1});
        assertThat(unused).isNotNull();
        StepVerifier.create(store().readObject(key))
                .expectError(ObjectStoreException.StoredObjectMissingException.class)
                .verify(LIMIT);
    }

    @Test
    default void aReaderNeverSeesAPartOfAnObject() {
        StoredObjectKey key = someKey();
        byte[] first = filled(200_000, 1);
        byte[] second = filled(300_000, 2);
        put(key, first);
        Flux<Void> writes = Flux.range(0, 40).concatMap(i -> store().putObject(key, i % 2 == 0 ? second : first));
        Flux<byte[]> reads = Flux.range(0, 60).flatMap(i -> readWhole(key), 4);
        StepVerifier.create(Flux.merge(writes.thenMany(Flux.empty()), reads))
                .thenConsumeWhile(content -> Arrays.equals(content, first) || Arrays.equals(content, second))
                .expectComplete()
                .verify(LIMIT);
    }

    private void put(StoredObjectKey key, byte[] content) {
        StepVerifier.create(store().putObject(key, content)).expectComplete().verify(LIMIT);
    }

    private byte[] read(StoredObjectKey key) {
        return readWhole(key).block(LIMIT);
    }

    private Mono<byte[]> readWhole(StoredObjectKey key) {
        return DataBufferUtils.join(store().readObject(key)).map(ObjectStoreContract::take);
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

    static StoredObjectKey someKey() {
        return new StoredObjectKey("tests", UUID.randomUUID(), "file");
    }
}
