package studio.atelier.platform.health.probe;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Detects a heap that stays full after collections, a collector that takes nearly all the time, and an
 * {@link OutOfMemoryError} on any thread.
 */
public final class HeapMemoryProbe implements FaultProbe {

    private static final int CHECKS_REMEMBERED = 5;
    private static final int PERCENT = 100;
    /** Fraction of the old generation in use after a collection. */
    private static final int FULL_HEAP_PERCENT = 95;
    /** Fraction of the time. */
    private static final int MOST_COLLECTING_PERCENT = 80;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final HeapMemory heap;
    private final Supplier<@Nullable String> seenError;
    private final LongSupplier nanoTime;
    private final long[] checkedAt = new long[CHECKS_REMEMBERED];
    private final long[] collectedMillis = new long[CHECKS_REMEMBERED];
    private int checks;
    private int checksOfFullHeap;

    /**
     * Creates the probe.
     *
     * @param seenError message of an {@link OutOfMemoryError} of the heap that was thrown on any thread, or null
     */
    HeapMemoryProbe(HeapMemory heap, Supplier<@Nullable String> seenError, LongSupplier nanoTime) {
        this.heap = heap;
        this.seenError = seenError;
        this.nanoTime = nanoTime;
    }

    @Override
    public FaultCause faultCause() {
        return FaultCause.HEAP;
    }

    @Override
    public @Nullable DetectedFault findFault() {
        String error = seenError.get();
        if (error != null) {
            return new DetectedFault(error, true);
        }
        DetectedFault busy = findBusyCollector();
        DetectedFault full = findFullHeap();
        return full == null ? busy : full;
    }

    /**
     * The old generation may also be full of garbage until it is collected; then a collection is requested at
     * intervals.
     */
    private @Nullable DetectedFault findFullHeap() {
        if (!isFull(heap.usedBytes())) {
            checksOfFullHeap = 0;
            return null;
        }
        if (checksOfFullHeap++ % CHECKS_REMEMBERED == 0) {
            heap.requestCollection();
        }
        long kept = heap.usedAfterCollection();
        return isFull(kept)
                ? DetectedFault.of(
                        "%d of %d MiB are still in use after a collection".formatted(kept >> 20, heap.maxBytes() >> 20))
                : null;
    }

    private boolean isFull(long used) {
        return heap.maxBytes() > 0 && used * PERCENT >= heap.maxBytes() * FULL_HEAP_PERCENT;
    }

    private @Nullable DetectedFault findBusyCollector() {
        long now = nanoTime.getAsLong();
        long collected = heap.collectingMillis();
        int oldest = checks++ % CHECKS_REMEMBERED;
        long passed = now - checkedAt[oldest];
        long collecting = (collected - collectedMillis[oldest]) * NANOS_PER_MILLI;
        checkedAt[oldest] = now;
        collectedMillis[oldest] = collected;
        boolean busy =
                checks > CHECKS_REMEMBERED && passed > 0 && collecting * PERCENT >= passed * MOST_COLLECTING_PERCENT;
        return busy
                ? DetectedFault.of("the collector took %d %% of the last %d s"
                        .formatted(collecting * PERCENT / passed, passed / NANOS_PER_MILLI / 1_000))
                : null;
    }

    /** The old generation and its collector. */
    public interface HeapMemory {

        /** Bytes in use, including garbage. */
        long usedBytes();

        /** Bytes in use after the last collection. */
        long usedAfterCollection();

        /** Maximum in bytes; -1 for no limit. */
        long maxBytes();

        /** Total time of the collection pauses since the start. */
        long collectingMillis();

        /** Requests a full collection. */
        void requestCollection();
    }

    /** The heap of this process. */
    public static HeapMemory ofThisProcess() {
        MemoryPoolMXBean old = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
                .max(Comparator.comparing(HeapMemoryProbe::isOld))
                .orElseThrow();
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(collector -> pausesTheProcess(collector.getName()))
                .toList();
        return new HeapMemory() {
            @Override
            public long usedBytes() {
                return old.getUsage().getUsed();
            }

            @Override
            public long usedAfterCollection() {
                return old.getCollectionUsage().getUsed();
            }

            @Override
            public long maxBytes() {
                return old.getUsage().getMax();
            }

            @Override
            public long collectingMillis() {
                long millis = 0;
                for (int i = 0; i < collectors.size(); i++) {
                    millis += collectors.get(i).getCollectionTime();
                }
                return millis;
            }

            @Override
            public void requestCollection() {
                System.gc();
            }
        };
    }

    /** The "Cycles" collectors of ZGC and Shenandoah run concurrently with the application. */
    static boolean pausesTheProcess(String collector) {
        return !collector.contains("Cycles");
    }

    private static boolean isOld(MemoryPoolMXBean pool) {
        return pool.getName().contains("Old") || pool.getName().contains("Tenured");
    }
}
