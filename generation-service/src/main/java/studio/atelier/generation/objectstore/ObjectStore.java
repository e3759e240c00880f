package studio.atelier.generation.objectstore;

import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Stores bytes: a directory on one machine, a bucket on many. Does not track what refers to an object; features write
 * through {@link StoredObjects}, which does.
 */
interface ObjectStore {

    /**
     * Writes a whole object, replacing an earlier one. Repeatable.
     *
     * @return completes when the object would survive a power cut; until then a reader sees the earlier object or none,
     *     never a part; fails with {@link ObjectStoreException}
     */
    Mono<Void> putObject(StoredObjectKey key, byte[] content);

    /**
     * Reads an object.
     *
     * @return its bytes in order; the receiver releases the buffers; fails with
     *     {@link ObjectStoreException.StoredObjectMissingException} before the first buffer if it does not exist
     */
    Flux<DataBuffer> readObject(StoredObjectKey key);

    /** Removes an object. Repeatable: succeeds if it does not exist. */
    Mono<Void> deleteObject(StoredObjectKey key);
}
