package studio.atelier.platform.idempotency;

import java.util.UUID;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/**
 * Records for 24 h which resource a user's request with an {@code Idempotency-Key} created. A repeated key with the
 * same body is answered with that resource, rendered anew, and the header {@code Idempotency-Replayed: true}; with
 * another body it is refused.
 */
public interface IdempotentRequests {

    /**
     * Looks the key up.
     *
     * @param bodyHash of the request's content and path, from {@link RequestBodyHash}
     * @return the resource made by the first request; empty if the key is free; fails with
     *     {@link studio.atelier.platform.web.CommonProblemCode#IDEMPOTENCY_KEY_REUSED} if the body differs
     */
    Mono<UUID> findResource(UserId user, IdempotencyKey key, RequestBodyHash bodyHash);

    /**
     * Takes the key for a resource, within the caller's transaction that creates the resource. Of concurrent requests,
     * one wins; the others wait for its commit and then fail, so that their transactions are rolled back.
     *
     * @return completes if the key is taken; fails with {@link IdempotencyKeyTakenException} if another request has it
     *     (then call {@link #findResource} outside the failed transaction), and with {@link IllegalStateException}
     *     outside a transaction
     */
    Mono<Void> takeKey(UserId user, IdempotencyKey key, RequestBodyHash bodyHash, UUID resource);

    /**
     * Releases the key, for a response that is not to be repeated (402, 429, 5xx). Repeatable.
     *
     * @param resource releases the key only if it still belongs to this resource
     */
    Mono<Void> freeKey(UserId user, IdempotencyKey key, UUID resource);
}
