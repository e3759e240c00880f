package studio.atelier.chat.photo;

import java.time.Instant;
import java.util.UUID;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** The photos that people sent to the bot in the last day. Every call joins the caller's transaction. */
public interface BotPhotos {

    /** Adds a photo of a person the bot knows. */
    Mono<Void> insertPhoto(UserId user, BotPhoto photo, Instant now);

    /** Finds a photo; empty if it is not there, or another person's. */
    Mono<BotPhoto> findPhoto(UserId user, UUID id);

    /**
     * Deletes up to {@code limit} photos sent before a moment.
     *
     * @return how many
     */
    Mono<Long> deleteSentBefore(Instant moment, int limit);
}
