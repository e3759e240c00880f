package studio.atelier.generation.run;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing waits, with jitter so that many do not act at once. */
public final class JitteredBackoff {

    private static final double POLL_GROWTH = 1.5;

    private final WorkerProperties properties;
    private final RandomGenerator random;

    public JitteredBackoff(WorkerProperties properties, RandomGenerator random) {
        this.properties = properties;
        this.random = random;
    }

    /** The wait before the next call, after this many calls. */
    Duration beforeRetry(int callsMade) {
        return withJitter(properties.retryBackoff().multipliedBy(1L << Math.min(10, Math.max(0, callsMade - 1))));
    }

    /** The wait before the next look, after this many looks. */
    Duration beforeLook(int looks) {
        double grown = (double) properties.firstPoll().toMillis() * Math.pow(POLL_GROWTH, Math.min(20, looks));
        return withJitter(
                Duration.ofMillis((long) Math.min((double) properties.maxPoll().toMillis(), grown)));
    }

    /** Between half and one and a half times as long. */
    private Duration withJitter(Duration wait) {
        return Duration.ofMillis((long) ((double) wait.toMillis() * (0.5 + random.nextDouble())));
    }
}
