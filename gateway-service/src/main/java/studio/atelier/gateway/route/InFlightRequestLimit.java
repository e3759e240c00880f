package studio.atelier.gateway.route;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Bounds the requests of one kind that a service has at once: in number, in bytes, for each owner, and by how many wait
 * for an answer. Beyond a bound a request is refused at once, so that those that are let in are answered soon.
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
     * Admits a request until its permit is released.
     *
     * @param owner whose request it is, for the bound on each; null if it is nobody's
     * @param size bytes of its body
     * @throws CommonProblemException TOO_MANY_REQUESTS if the owner has too many in flight, SERVICE_OVERLOADED if all
     *     together have
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

    private synchronized void countAnswering(InFlightRequest permit) {
        if (!permit.released && !permit.answering) {
            permit.answering = true;
            answering++;
        }
    }

    private synchronized void releaseRoomOf(InFlightRequest permit) {
        if (permit.released) {
            return;
        }
        permit.released = true;
        requests--;
        bytes -= permit.size;
        if (permit.answering) {
            answering--;
        }
        if (permit.owner != null) {
            requestsByOwner.computeIfPresent(permit.owner, (owner, count) -> count == 1 ? null : count - 1);
        }
    }

    /**
     * What is allowed at once; {@code Integer.MAX_VALUE} or {@code Long.MAX_VALUE} for no bound.
     *
     * @param answering requests whose body has been sent to the service and whose answer has not begun
     */
    record InFlightRequestBounds(int requests, int answering, int requestsPerOwner, long bytes) {

        static InFlightRequestBounds ofRequests(int requests, int requestsPerOwner) {
            return new InFlightRequestBounds(requests, Integer.MAX_VALUE, requestsPerOwner, Long.MAX_VALUE);
        }
    }

    /** Held by a request in flight. */
    final class InFlightRequest {

        private final @Nullable String owner;
        private final long size;
        private boolean answering;
        private boolean released;

        private InFlightRequest(@Nullable String owner, long size) {
            this.owner = owner;
            this.size = size;
        }

        /** Notes that the service has the whole request. */
        void bodySent() {
            countAnswering(this);
        }

        /** Gives the room back; may be repeated. */
        void releaseRoom() {
            InFlightRequestLimit.this.releaseRoomOf(this);
        }
    }
}
