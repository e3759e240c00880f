package studio.atelier.sandbox.fault;

import java.util.Map;

/** Rejects invalid fault plans with a message. */
final class Checks {

    private Checks() {}

    static void counts(String name, Map<?, Integer> counts) {
        if (counts.values().stream().anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException(name + ": counts must not be negative");
        }
    }

    static void probabilities(String name, Map<?, Double> rates) {
        if (rates.values().stream().anyMatch(rate -> !(rate >= 0 && rate <= 1))) {
            throw new IllegalArgumentException(name + ": each rate must be from 0 to 1");
        }
    }
}
