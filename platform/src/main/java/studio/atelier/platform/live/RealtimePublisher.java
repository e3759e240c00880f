package studio.atelier.platform.live;

import reactor.core.publisher.Mono;
import studio.atelier.contracts.realtime.RealtimeMessage;

/** Sends live updates to open clients. Best effort: while Redis is unavailable they are dropped and counted. */
public interface RealtimePublisher {

    /** Sends one update. Never fails. Callers coalesce updates: at most a few a second for one subject. */
    Mono<Void> publishMessage(RealtimeMessage update);
}
