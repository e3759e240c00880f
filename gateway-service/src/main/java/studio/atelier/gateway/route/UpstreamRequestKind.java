package studio.atelier.gateway.route;

import java.util.Locale;

/**
 * The kinds of requests that a service gets, in the order in which routes are matched. Each kind has its own bound on
 * requests in flight and its own circuit breaker, so that many or slow requests of one kind leave the others their
 * room.
 */
enum UpstreamRequestKind {
    /** What operators ask for: they need an answer most when the rest is overloaded. */
    OPERATOR,
    /** Pictures that users send. */
    UPLOADS,
    /** Pictures that users look at; in flight until the last byte is written. */
    PICTURES,
    /** What other parties report. */
    WEBHOOKS,
    /** Everything else. */
    CALLS;

    /** Name in metrics and route ids. */
    String metricName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
