package studio.atelier.platform.database;

import reactor.core.publisher.Flux;

/**
 * Signals to the other instances of this service, through PostgreSQL's NOTIFY, that something happened. A signal can be
 * lost, repeated or late, so receivers also poll.
 */
public interface DatabaseNotifications {

    /**
     * Sends a signal within about 5 ms, together with others sent in that time. Call it after the commit of the change,
     * never within the transaction. Never fails and never blocks.
     *
     * @param channel lower case with hyphens
     * @param payload short: an id or a number, up to 200 characters
     */
    void sendNotification(String channel, String payload);

    /**
     * Receives the signals of a channel from other processes.
     *
     * @return payloads; an empty one after each connect, because signals may have been missed; never completes
     */
    Flux<String> listenToChannel(String channel);
}
