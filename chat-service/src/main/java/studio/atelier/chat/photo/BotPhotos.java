package studio.atelier.chat.photo;

import java.time.Instant;
import java.util.UUID;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** Photos that users sent to the bot in the last day. Every call joins the caller's transaction. */
public interface BotPhotos {

    /** Adds a photo of a known user. */
    Mono<Void> insertPhoto(UserId user, BotPhoto photo, Instant now);

    /** Finds a photo; empty if there is none, or it belongs to another user. */
    Mono<BotPhoto> findPhoto(UserId user, UUID id);

    /**
     * Deletes up to {@code limit} photos sent before a given time.
     *
     * @return the number deleted
     */
    Mono<Long> deleteSentBefore(Instant moment, int limit);
}
