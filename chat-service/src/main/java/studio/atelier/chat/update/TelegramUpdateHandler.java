package studio.atelier.chat.update;

import reactor.core.publisher.Mono;

/** Handles updates. */
public interface TelegramUpdateHandler {

    /**
     * Handles an update within the caller's transaction, which also marks it as handled, so that its effect happens
     * once. It only writes to the database and calls no other service.
     *
     * @return whether there was something to do
     */
    Mono<Boolean> handle(IncomingTelegramUpdate update);
}
