package studio.atelier.sandbox.fault;

import java.util.Map;

/**
 * The behaviour of kie.ai from now on.
 *
 * @param latencyMinMs shortest time from a task's creation to its end; if both are 0, a task ends before
 *     {@code createTask} answers
 * @param latencyMaxMs longest time from a task's creation to its end
 * @param accountLimit whether more than 20 new tasks in 10 seconds are refused with HTTP 429
 * @param drawing whether images are drawn or are always the same small one
 * @param callbackShape which of the two documented bodies callbacks have
 * @param callbackDelayMs delay of a late callback
 * @param hangMs how long a hanging call stays open
 * @param next how many of the next occasions each fault happens on; counted down each time
 * @param rates probability, from 0 to 1, of each fault when none of {@code next} applies
 */
public record KiePlan(
        int latencyMinMs,
        int latencyMaxMs,
        boolean accountLimit,
        Drawing drawing,
        CallbackShape callbackShape,
        int callbackDelayMs,
        int hangMs,
        Map<KieFault, Integer> next,
        Map<KieFault, Double> rates) {

    /** A provider without faults, with realistic latency. */
    static final KiePlan CALM =
            new KiePlan(2500, 4500, true, Drawing.REAL, CallbackShape.FULL, 15_000, 120_000, Map.of(), Map.of());

    public KiePlan {
        if (latencyMinMs < 0 || latencyMaxMs < latencyMinMs) {
            throw new IllegalArgumentException("kie: 0 <= latencyMinMs <= latencyMaxMs must hold");
        }
        if (callbackDelayMs < 0 || hangMs < 0) {
            throw new IllegalArgumentException("kie: callbackDelayMs and hangMs must not be negative");
        }
        Checks.counts("kie.next", next);
        Checks.probabilities("kie.rates", rates);
        next = Map.copyOf(next);
        rates = Map.copyOf(rates);
    }

    KiePlan withNext(Map<KieFault, Integer> changed) {
        return new KiePlan(
                latencyMinMs,
                latencyMaxMs,
                accountLimit,
                drawing,
                callbackShape,
                callbackDelayMs,
                hangMs,
                changed,
                rates);
    }

    /** The callback bodies that kie.ai documents. */
    public enum CallbackShape {
        /** State and result are in the body. */
        FULL,
        /** Only the task's id is in the body. */
        SHORT,
        /** Every second one is short. */
        ALTERNATING
    }
}
