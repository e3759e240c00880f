package studio.atelier.platform.health.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects that this process's clock is wrong, if two other clocks say so and agree with each other. A single one may
 * itself be wrong, and would make all instances unready at once: its offset is only logged and measured.
 */
final class ClockOffsetProbe implements FaultProbe {

    private static final Logger log = LoggerFactory.getLogger(ClockOffsetProbe.class);
    private static final int CHECKS_BETWEEN_REQUESTS = 4;

    private final List<ReferenceClock> references;
    private final Duration maxOffset;
    private int checks;
    private boolean reported;

    /**
     * Creates the probe.
     *
     * @param references the first is the one whose offset is measured
     */
    ClockOffsetProbe(List<ReferenceClock> references, Duration maxOffset) {
        this.references = List.copyOf(references);
        this.maxOffset = maxOffset;
    }

    @Override
    public FaultCause faultCause() {
        return FaultCause.CLOCK;
    }

    @Override
    public @Nullable DetectedFault findFault() {
        if (checks++ % CHECKS_BETWEEN_REQUESTS == 0) {
            references.forEach(ReferenceClock::requestTime);
        }
        List<ClockDifference> differences = findDifferences();
        reportDifferences(differences);
        return differences.stream()
                .filter(one -> differences.stream().anyMatch(other -> !one.equals(other) && isConfirmedBy(one, other)))
                .findFirst()
                .map(one -> DetectedFault.of(one.toSentence()))
                .orElse(null);
    }

    private List<ClockDifference> findDifferences() {
        List<ClockDifference> found = new ArrayList<>();
        for (ReferenceClock reference : references) {
            Duration offset = reference.lastOffset();
            if (offset != null && isTooLarge(offset)) {
                found.add(new ClockDifference(reference.name(), offset));
            }
        }
        return found;
    }

    private void reportDifferences(List<ClockDifference> differences) {
        if (!differences.isEmpty() && !reported) {
            log.warn("{}", differences.getFirst().toSentence());
        }
        reported = !differences.isEmpty();
    }

    private boolean isConfirmedBy(ClockDifference one, ClockDifference other) {
        return !isTooLarge(one.offset.minus(other.offset));
    }

    private boolean isTooLarge(Duration offset) {
        return offset.abs().compareTo(maxOffset) > 0;
    }

    /** How far the clock is ahead of the first reference; zero while that reference does not answer. */
    Duration currentOffset() {
        return Objects.requireNonNullElse(references.getFirst().lastOffset(), Duration.ZERO);
    }

    private record ClockDifference(String reference, Duration offset) {

        String toSentence() {
            return "the clock is %d s %s %s"
                    .formatted(offset.abs().toSeconds(), offset.isNegative() ? "behind" : "ahead of", reference);
        }
    }
}
