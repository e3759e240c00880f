package studio.atelier.platform.health;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Finds a clock that is far from the one that all instances can ask. */
final class ClockProbe implements FaultProbe {

    private static final int LOOKS_BETWEEN_QUESTIONS = 4;

    private final ReferenceClock reference;
    private final Duration maxOffset;
    private int looks;

    ClockProbe(ReferenceClock reference, Duration maxOffset) {
        this.reference = reference;
        this.maxOffset = maxOffset;
    }

    @Override
    public FaultCause cause() {
        return FaultCause.CLOCK;
    }

    @Override
    public @Nullable Fault findFault() {
        if (looks++ % LOOKS_BETWEEN_QUESTIONS == 0) {
            reference.ask();
        }
        Duration offset = offset();
        return offset.abs().compareTo(maxOffset) <= 0
                ? null
                : Fault.of("it is %d s %s %s"
                        .formatted(
                                offset.abs().toSeconds(),
                                offset.isNegative() ? "behind" : "ahead of",
                                reference.name()));
    }

    /** How far the clock is ahead of the other, as far as is known. */
    Duration offset() {
        return reference.offset();
    }
}
