package studio.atelier.gateway.route;

import studio.atelier.contracts.WireNameConverter;

/**
 * The kinds of requests that a service gets, in the order in which routes are matched. Each kind has its own bound on
 * requests in flight and its own circuit breaker, so that many or slow requests of one kind do not take the room of the
 * others.
 */
enum UpstreamRequestKind {
    /** Operators' requests: they need an answer most when the rest is overloaded. */
    OPERATOR,
    /** Photos that users upload. */
    UPLOADS,
    /** Images and uploads that users look at; in flight until the last byte is written. */
    PICTURES,
    /** Reports from third parties. */
    WEBHOOKS,
    /** Everything else. */
    CALLS;

    /** Returns the name in metrics and route ids. */
    String metricName() {
        return WireNameConverter.toWireName(this);
    }
}
