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
class Sockets {

    private final ConcurrentHashMap<UserId, Deque<Socket>> byUser = new ConcurrentHashMap<>();
    private final AtomicInteger open;
    private final int perUser;
    private volatile boolean leaving;

    Sockets(RealtimeProperties properties, MeterRegistry meters) {
        this.perUser = properties.socketsPerUser();
        this.open = meters.gauge("atelier.gateway.sockets", new AtomicInteger());
    }

    /** Adds one; the user's oldest give way if there are too many. */
    void add(Socket socket) {
        open.incrementAndGet();
        byUser.compute(socket.ticket().user(), (user, sockets) -> {
            Deque<Socket> own = sockets == null ? new ConcurrentLinkedDeque<>() : sockets;
            own.addLast(socket);
            own.stream()
                    .limit(Math.max(0, own.size() - perUser))
                    .forEach(oldest -> oldest.close(CloseStatus.POLICY_VIOLATION));
            return own;
        });
        if (leaving) {
            socket.close(CloseStatus.SERVICE_RESTARTED);
        }
    }

    /** From now on whoever comes is sent away at once: this instance stops, and would wait for them. */
    void sendAway() {
        leaving = true;
    }

    /** Forgets one that has ended. */
    void remove(Socket socket) {
        byUser.computeIfPresent(socket.ticket().user(), (user, sockets) -> {
            if (sockets.remove(socket)) {
                open.decrementAndGet();
            }
            return sockets.isEmpty() ? null : sockets;
        });
    }

    /** The connections of one user. */
    Iterable<Socket> of(UserId user) {
        Deque<Socket> sockets = byUser.get(user);
        return sockets == null ? List.of() : sockets;
    }

    /** The connections of operators. */
    Stream<Socket> ofOperators() {
        return all().filter(socket -> socket.ticket().operator());
    }

    /** All of them. */
    Stream<Socket> all() {
        return byUser.values().stream().flatMap(Deque::stream);
    }
}
