package studio.atelier.local.doctor;

import java.util.List;

/**
 * The result of checking one invariant.
 *
 * @param code {@code I1} to {@code I10}
 * @param violations empty if it holds
 */
public record Verdict(String code, String sentence, List<String> violations) {

    public Verdict {
        violations = List.copyOf(violations);
    }

    public boolean holds() {
        return violations.isEmpty();
    }
}
