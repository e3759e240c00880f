package studio.atelier.platform.idempotency;

import java.util.UUID;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/**
 * Remembers for 24 h which {@code Idempotency-Key} of which user made which resource. A request with a remembered key
 * and the same body is answered with that resource, rendered anew, and the header {@code Idempotency-Replayed: true};
 * with another body it is refused.
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
     * Takes the key for a resource, within the caller's transaction that makes the resource. Of several at once, one
     * wins; the others wait for its commit and then fail, so that their transactions leave nothing behind.
     *
     * @return completes if the key is taken; fails with {@link IdempotencyKeyTakenException} if another request has it
     *     (then {@link #findResource} outside of the failed transaction says the rest), and with
     *     {@link IllegalStateException} outside a transaction
     */
    Mono<Void> takeKey(UserId user, IdempotencyKey key, RequestBodyHash bodyHash, UUID resource);

    /**
     * Frees the key again, for an answer that is not to be remembered (402, 429, 5xx). Repeatable.
     *
     * @param resource frees it only if it still belongs to this one
     */
    Mono<Void> freeKey(UserId user, IdempotencyKey key, UUID resource);
}
