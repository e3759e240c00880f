package studio.atelier.bench.measure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How long something took, many times over; to three digits. Threads may share it. */
public final class Percentiles {

    private static final int DIGITS = 3;
    private static final double MICROS_PER_MILLI = 1_000;

    private final Histogram micros = new ConcurrentHistogram(DIGITS);

    /** Adds one. */
    public void add(Duration time) {
        addNanos(time.toNanos());
    }

    /** Adds one; less than nothing, as clocks of two processes may say, counts as nothing. */
    public void addNanos(long nanos) {
        micros.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(nanos)));
    }

    /** Milliseconds that this share of all took at most. */
    public double millisAt(double percent) {
        return micros.getValueAtPercentile(percent) / MICROS_PER_MILLI;
    }

    /** How many there are. */
    public long count() {
        return micros.getTotalCount();
    }
}
