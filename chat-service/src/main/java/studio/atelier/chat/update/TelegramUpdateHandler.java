package studio.atelier.chat.update;

import reactor.core.publisher.Mono;

/** Acts on updates. */
public interface TelegramUpdateHandler {

    /**
     * Acts on an update within the caller's transaction, which also marks it as handled: what it does is done once. It
     * writes to the database only and waits for nobody.
     *
     * @return whether there was something to do
     */
    Mono<Boolean> handle(IncomingTelegramUpdate update);
}
