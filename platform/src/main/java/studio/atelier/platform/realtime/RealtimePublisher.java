package studio.atelier.platform.realtime;

import reactor.core.publisher.Mono;
import studio.atelier.contracts.realtime.RealtimeMessage;

/** Sends live updates to whoever has the app open. Best effort: with Redis away they are dropped and counted. */
public interface RealtimePublisher {

    /** Sends one update. Never fails. Callers coalesce: at most a few a second for one subject. */
    Mono<Void> publishMessage(RealtimeMessage update);
}
