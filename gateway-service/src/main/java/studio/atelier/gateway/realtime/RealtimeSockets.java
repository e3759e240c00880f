package studio.atelier.gateway.realtime;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.CloseStatus;
import studio.atelier.contracts.UserId;

/** The open connections of this instance. */
@Component
class RealtimeSockets {

    private final ConcurrentHashMap<UserId, Deque<RealtimeSocket>> byUser = new ConcurrentHashMap<>();
    private final AtomicInteger open;
    private final int perUser;
    private volatile boolean leaving;

    RealtimeSockets(RealtimeProperties properties, MeterRegistry meters) {
        this.perUser = properties.socketsPerUser();
        this.open = meters.gauge("atelier.gateway.sockets", new AtomicInteger());
    }

    /** Adds a connection; closes the user's oldest if there are too many. */
    void addSocket(RealtimeSocket socket) {
        open.incrementAndGet();
        byUser.compute(socket.currentTicket().user(), (user, sockets) -> {
            Deque<RealtimeSocket> own = sockets == null ? new ConcurrentLinkedDeque<>() : sockets;
            own.addLast(socket);
            own.stream()
                    .limit(Math.max(0, own.size() - perUser))
                    .forEach(oldest -> oldest.closeWith(CloseStatus.POLICY_VIOLATION));
            return own;
        });
        if (leaving) {
            socket.closeWith(CloseStatus.SERVICE_RESTARTED);
        }
    }

    /** From now on new connections are closed at once: this instance stops, and would wait for them. */
    void sendAway() {
        leaving = true;
    }

    /** Removes a connection that has ended. */
    void removeSocket(RealtimeSocket socket) {
        byUser.computeIfPresent(socket.currentTicket().user(), (user, sockets) -> {
            if (sockets.remove(socket)) {
                open.decrementAndGet();
            }
            return sockets.isEmpty() ? null : sockets;
        });
    }

    /** Lists the connections of one user. */
    Iterable<RealtimeSocket> listOfUser(UserId user) {
        Deque<RealtimeSocket> sockets = byUser.get(user);
        return sockets == null ? List.of() : sockets;
    }

    /** Lists the connections of operators. */
    Stream<RealtimeSocket> ofOperators() {
        return listAll().filter(socket -> socket.currentTicket().operator());
    }

    /** Lists all connections. */
    Stream<RealtimeSocket> listAll() {
        return byUser.values().stream().flatMap(Deque::stream);
    }
}
