package studio.atelier.sandbox.fault;

import java.util.Map;

/**
 * How kie.ai behaves from now on.
 *
 * @param latencyMinMs shortest time from a task's creation to its end; 0 for both ends tasks before they are answered
 * @param latencyMaxMs longest time from a task's creation to its end
 * @param accountLimit whether more than 20 new tasks in 10 seconds are refused with HTTP 429
 * @param drawing whether pictures are drawn or are always one small one
 * @param callbackShape which of the two documented bodies callbacks have
 * @param callbackDelayMs how late a late callback is
 * @param hangMs how long a call that hangs is kept open
 * @param next how many of the next occasions each fault happens on; counted down as it happens
 * @param rates probability, from 0 to 1, with which each fault happens when none of {@code next} does
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

    /** A provider at its best, as quick as a real one. */
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

    /** How result pictures come to be. */
    public enum Drawing {
        /** Drawn from the photos, the prompt and the seed. */
        REAL,
        /** One small picture encoded beforehand, so that a benchmark does not measure drawing. */
        TINY
    }

    /** The two callback bodies kie.ai documents. */
    public enum CallbackShape {
        /** State and result are in the body. */
        FULL,
        /** Only the task's id is in the body. */
        SHORT,
        /** Each second one is short. */
        ALTERNATING
    }
}
