package studio.atelier.platform.database;

import reactor.core.publisher.Flux;

/**
 * Tells the other instances of this service that something happened, through PostgreSQL's NOTIFY. A hint and nothing
 * more: it can be lost, repeated or late, so whoever listens also looks for himself now and then.
 */
public interface DatabaseNotifications {

    /**
     * Sends a hint within some 5 ms, together with others of that time. Called after the commit of what it tells of,
     * never within the transaction. Never fails and never waits.
     *
     * @param channel lower case with hyphens
     * @param payload short: an id or a number, up to 200 characters
     */
    void sendNotification(String channel, String payload);

    /**
     * Hears the hints of a channel, its own process's too.
     *
     * @return payloads; an empty one after each connect, for then anything may have been missed; never completes
     */
    Flux<String> listenToChannel(String channel);
}
