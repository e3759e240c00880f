package studio.atelier.gateway.route;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Bounds the requests of one kind that a service has in flight: in number, in bytes, for each owner, and by how many
 * wait for an answer. A request over a bound is refused at once, so that admitted requests are answered soon.
 */
final class InFlightRequestLimit {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final InFlightRequestBounds bounds;
    private final Map<String, Integer> requestsByOwner = new HashMap<>();
    private int requests;
    private int answering;
    private long bytes;

    InFlightRequestLimit(InFlightRequestBounds bounds) {
        this.bounds = bounds;
    }

    /**
     * Admits a request until its room is released.
     *
     * @param owner whose request it is, for the bound on each owner; null if it has none
     * @param size bytes of its body
     * @throws CommonProblemException TOO_MANY_REQUESTS if the owner has too many in flight, SERVICE_OVERLOADED if there
     *     are too many in all
     */
    synchronized InFlightRequest admitRequest(@Nullable String owner, long size) {
        if (owner != null && requestsByOwner.getOrDefault(owner, 0) >= bounds.requestsPerOwner()) {
            throw CommonProblemException.tooManyRequests(RETRY_AFTER);
        }
        if (requests >= bounds.requests() || answering >= bounds.answering() || bytes + size > bounds.bytes()) {
            throw CommonProblemException.serviceOverloaded(RETRY_AFTER);
        }
        requests++;
        bytes += size;
        if (owner != null) {
            requestsByOwner.merge(owner, 1, Integer::sum);
        }
        return new InFlightRequest(owner, size);
    }

    /** Requests in flight now. */
    synchronized int countRequests() {
        return requests;
    }

    private synchronized void countAnswering(InFlightRequest admitted) {
        if (!admitted.released && !admitted.answering) {
            admitted.answering = true;
            answering++;
        }
    }

    private synchronized void releaseRoomOf(InFlightRequest admitted) {
        if (admitted.released) {
            return;
        }
        admitted.released = true;
        requests--;
        bytes -= admitted.size;
        if (admitted.answering) {
            answering--;
        }
        if (admitted.owner != null) {
            requestsByOwner.computeIfPresent(admitted.owner, (owner, count) -> count == 1 ? null : count - 1);
        }
    }

    /**
     * The bounds on requests in flight; {@code Integer.MAX_VALUE} or {@code Long.MAX_VALUE} for no bound.
     *
     * @param answering requests whose body has been sent to the service and whose answer has not begun
     */
    record InFlightRequestBounds(int requests, int answering, int requestsPerOwner, long bytes) {

        static InFlightRequestBounds ofRequests(int requests, int requestsPerOwner) {
            return new InFlightRequestBounds(requests, Integer.MAX_VALUE, requestsPerOwner, Long.MAX_VALUE);
        }
    }

    /** The room of one request in flight. */
    final class InFlightRequest {

        private final @Nullable String owner;
        private final long size;
        private boolean answering;
        private boolean released;

        private InFlightRequest(@Nullable String owner, long size) {
            this.owner = owner;
            this.size = size;
        }

        /** Marks that the service has the whole request. */
        void bodySent() {
            countAnswering(this);
        }

        /** Gives the room back. Repeatable. */
        void releaseRoom() {
            InFlightRequestLimit.this.releaseRoomOf(this);
        }
    }
}
