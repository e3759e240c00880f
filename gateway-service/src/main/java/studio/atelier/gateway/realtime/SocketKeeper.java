package studio.atelier.gateway.realtime;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.auth.AccessRevoked;
import studio.atelier.gateway.access.Revocations;
import studio.atelier.gateway.feed.Feed;

/**
 * Ends sockets whose access was revoked, and all of them, spread over a moment, when this instance stops, so that the
 * clients do not all come back at once. Those that come back here meanwhile are sent on.
 */
@Component
class SocketKeeper extends Feed<AccessRevoked> {

    private static final Duration SPREAD = Duration.ofSeconds(2);

    private final Sockets sockets;
    private final Revocations revocations;

    SocketKeeper(Sockets sockets, Revocations revocations) {
        this.sockets = sockets;
        this.revocations = revocations;
    }

    @Override
    protected Flux<AccessRevoked> stream() {
        return revocations.stream();
    }

    @Override
    protected void take(AccessRevoked revoked) {
        for (Socket socket : sockets.of(revoked.userId())) {
            Ticket ticket = socket.ticket();
            if (revocations.covers(ticket.user(), ticket.session(), ticket.tokenIssuedAt())) {
                socket.close(CloseStatus.POLICY_VIOLATION);
            }
        }
    }

    @Override
    public void stop(Runnable callback) {
        stop();
        sockets.sendAway();
        Flux.fromStream(sockets::all)
                .flatMap(SocketKeeper::closeSoon, 1024)
                .then(Mono.delay(Duration.ofMillis(100)))
                .doFinally(signal -> callback.run())
                .subscribe();
    }

    private static Mono<Void> closeSoon(Socket socket) {
        long wait = ThreadLocalRandom.current().nextLong(SPREAD.toMillis());
        return Mono.delay(Duration.ofMillis(wait))
                .doOnNext(tick -> socket.close(CloseStatus.SERVICE_RESTARTED))
                .then();
    }
}
