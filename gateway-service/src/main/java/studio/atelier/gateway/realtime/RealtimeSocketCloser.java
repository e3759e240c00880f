package studio.atelier.gateway.realtime;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.auth.AccessRevoked;
import studio.atelier.gateway.access.RememberedRevocations;
import studio.atelier.gateway.feed.LongRunningFeed;

/**
 * Closes sockets whose access was revoked. When this instance stops, closes all of them, spread over a short time so
 * that the clients do not all reconnect at once. Clients that reconnect to this instance meanwhile are closed at once.
 */
@Component
class RealtimeSocketCloser extends LongRunningFeed<AccessRevoked> {

    private static final Duration SPREAD = Duration.ofSeconds(2);

    private final RealtimeSockets sockets;
    private final RememberedRevocations revocations;

    RealtimeSocketCloser(RealtimeSockets sockets, RememberedRevocations revocations) {
        this.sockets = sockets;
        this.revocations = revocations;
    }

    @Override
    protected Flux<AccessRevoked> openStream() {
        return revocations.streamRevocations();
    }

    @Override
    protected void takeItem(AccessRevoked revoked) {
        for (RealtimeSocket socket : sockets.listOfUser(revoked.userId())) {
            RealtimeTicket ticket = socket.currentTicket();
            if (revocations.isRevoked(ticket.user(), ticket.session(), ticket.tokenIssuedAt())) {
                socket.closeWith(CloseStatus.POLICY_VIOLATION);
            }
        }
    }

    @Override
    public void stop(Runnable callback) {
        stop();
        sockets.sendAway();
        Flux.fromStream(sockets::listAll)
                .flatMap(RealtimeSocketCloser::closeSoon, 1024)
                .then(Mono.delay(Duration.ofMillis(100)))
                .doFinally(signal -> callback.run())
                .subscribe();
    }

    private static Mono<Void> closeSoon(RealtimeSocket socket) {
        long wait = ThreadLocalRandom.current().nextLong(SPREAD.toMillis());
        return Mono.delay(Duration.ofMillis(wait))
                .doOnNext(tick -> socket.closeWith(CloseStatus.SERVICE_RESTARTED))
                .then();
    }
}
