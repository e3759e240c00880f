package studio.atelier.sandbox.fault;

import java.util.Map;
import java.util.stream.Stream;

/**
 * The behaviour of an image provider from now on.
 *
 * @param latencyMinMs shortest time in which an image is made
 * @param latencyMaxMs longest time in which an image is made
 * @param accountLimit whether the account's own limit is in force: 20 images a minute at Venice; the others have none
 * @param drawing whether images are drawn or are always the same small one
 * @param hangMs how long a hanging call stays open
 * @param next how many of the next occasions each fault happens on; counted down each time
 * @param rates probability, from 0 to 1, of each fault when none of {@code next} applies
 */
public record ProviderPlan(
        int latencyMinMs,
        int latencyMaxMs,
        boolean accountLimit,
        Drawing drawing,
        int hangMs,
        Map<ProviderFault, Integer> next,
        Map<ProviderFault, Double> rates) {

    /** A provider without faults, with a latency that a user notices. */
    static final ProviderPlan CALM = new ProviderPlan(1000, 2500, false, Drawing.REAL, 120_000, Map.of(), Map.of());

    public ProviderPlan {
        if (latencyMinMs < 0 || latencyMaxMs < latencyMinMs) {
            throw new IllegalArgumentException("0 <= latencyMinMs <= latencyMaxMs must hold");
        }
        if (hangMs < 0) {
            throw new IllegalArgumentException("hangMs must not be negative");
        }
        Checks.counts("next", next);
        Checks.probabilities("rates", rates);
        next = Map.copyOf(next);
        rates = Map.copyOf(rates);
    }

    ProviderPlan withNext(Map<ProviderFault, Integer> changed) {
        return new ProviderPlan(latencyMinMs, latencyMaxMs, accountLimit, drawing, hangMs, changed, rates);
    }

    /** Rejects what this provider does not have. */
    void check(ImageProvider provider) {
        Stream.concat(next.keySet().stream(), rates.keySet().stream())
                .filter(fault -> !fault.happensAt(provider))
                .findFirst()
                .ifPresent(fault -> {
                    throw new IllegalArgumentException(fault + " does not happen at " + provider.id());
                });
        if (accountLimit && provider != ImageProvider.VENICE) {
            throw new IllegalArgumentException(provider.id() + " has no accountLimit");
        }
    }
}
