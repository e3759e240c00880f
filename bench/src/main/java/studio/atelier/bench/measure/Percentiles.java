package studio.atelier.bench.measure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Percentiles of recorded durations, to three digits; thread-safe. */
public final class Percentiles {

    private static final int DIGITS = 3;
    private static final double MICROS_PER_MILLI = 1_000;

    private final Histogram micros = new ConcurrentHistogram(DIGITS);

    /** Records a duration. */
    public void add(Duration time) {
        addNanos(time.toNanos());
    }

    /** Records a duration; a negative one, possible between the clocks of two processes, counts as zero. */
    public void addNanos(long nanos) {
        micros.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(nanos)));
    }

    /** The duration at this percentile, in milliseconds. */
    public double millisAt(double percent) {
        return micros.getValueAtPercentile(percent) / MICROS_PER_MILLI;
    }

    /** The mean of the durations, in milliseconds. */
    public double meanMillis() {
        return micros.getMean() / MICROS_PER_MILLI;
    }

    /** The number of recorded durations. */
    public long count() {
        return micros.getTotalCount();
    }
}
