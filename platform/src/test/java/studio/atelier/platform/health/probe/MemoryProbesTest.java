package studio.atelier.platform.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MemoryProbesTest {

    private static final int BUFFER_BYTES = 64 << 10;
    private static final int MOST_BUFFERS = 65_536;

    private final FakeHeap heap = new FakeHeap();
    private final FakeDirectMemory direct = new FakeDirectMemory();
    private final AtomicLong nanos = new AtomicLong();
    private final OutOfMemoryErrorRecorder outOfMemory = OutOfMemoryErrorRecorder.attachToLogging();
    private final HeapMemoryProbe heapProbe = new HeapMemoryProbe(heap, outOfMemory, nanos::get);
    private final DirectMemoryProbe directProbe = new DirectMemoryProbe(direct, Runnable::run, nanos::get);

    @AfterEach
    void detach() {
        outOfMemory.detach();
    }

    @Test
    void aHeapFullOfGarbageIsNone() {
        heap.used = 96;
        heap.kept = 99;
        heap.keptAfterNext = 20;

        assertThat(heapProbe.findFault()).isNull();
        assertThat(heap.collections).isEqualTo(1);
    }

    @Test
    void findsAHeapThatACollectionDoesNotEmpty() {
        heap.used = 99;
        heap.keptAfterNext = 97;

        assertThat(heapProbe.findFault().detail()).contains("in use after a collection");
        for (int look = 0; look < 10; look++) {
            heapProbe.findFault();
        }
        assertThat(heap.collections).as("one in five looks").isEqualTo(3);
    }

    @Test
    void findsACollectorThatTakesNearlyAllTheTime() {
        @Nullable DetectedFault found = null;
        for (int look = 0; look < 7; look++) {
            nanos.addAndGet(Duration.ofSeconds(2).toNanos());
            heap.collectingMillis += 1_800;
            found = heapProbe.findFault();
        }

        assertThat(found.detail()).isEqualTo("the collector took 90 % of the last 10 s");
    }

    @Test
    void leavesACollectorAloneThatTakesHalfOfTheTime() {
        for (int look = 0; look < 20; look++) {
            nanos.addAndGet(Duration.ofSeconds(2).toNanos());
            heap.collectingMillis += 1_000;
            assertThat(heapProbe.findFault()).isNull();
        }
    }

    @Test
    void endsAtOnceAfterAnOutOfMemoryErrorThatAnyThreadLogged() {
        assertThat(heapProbe.findFault()).isNull();

        LoggerFactory.getLogger("io.netty.channel")
                .warn("Task failed", new IllegalStateException(new OutOfMemoryError("Java heap space")));

        assertThat(heapProbe.findFault()).isEqualTo(new DetectedFault("Java heap space", true));
    }

    @Test
    void endsAtOnceAfterAnOutOfMemoryErrorThatAThreadDiedOf() throws InterruptedException {
        Thread dying = Thread.ofPlatform().start(() -> {
            throw new OutOfMemoryError("Metaspace");
        });
        dying.join();

        assertThat(heapProbe.findFault()).isEqualTo(new DetectedFault("Metaspace", true));
    }

    @Test
    void ignoresErrorsThatAffectTheFailingAllocationOnly() {
        outOfMemory.recordError(new OutOfMemoryError("Cannot reserve 4194304 bytes of direct buffer memory"));
        outOfMemory.recordError(new OutOfMemoryError("Requested array size exceeds VM limit"));
        outOfMemory.recordError(new OutOfMemoryError("unable to create native thread: possibly out of memory"));
        outOfMemory.recordError(new OutOfMemoryError());

        assertThat(heapProbe.findFault()).isNull();
    }

    @Test
    void doesNotCountCollectionsBesideTheApplication() {
        assertThat(Stream.of("ZGC Major Cycles", "ZGC Major Pauses", "Shenandoah Cycles", "G1 Old Generation", "Copy")
                        .filter(HeapMemoryProbe::pausesTheProcess))
                .containsExactly("ZGC Major Pauses", "G1 Old Generation", "Copy");
    }

    @Test
    void fullDirectMemoryIsNoFaultWhileTheAllocatorHasFreeBuffers() {
        direct.used = 99 << 20;

        assertThat(directProbe.findFault()).isNull();
        assertThat(direct.tries).isEqualTo(1);
    }

    @Test
    void allocatesNothingWhileThereIsRoomToGrow() {
        direct.used = 92 << 20;

        assertThat(directProbe.findFault()).isNull();
        assertThat(direct.tries).isZero();
    }

    @Test
    void findsDirectMemoryOfWhichNoBufferCanBeAllocated() {
        direct.used = 93 << 20;
        direct.allocatable = false;

        assertThat(directProbe.findFault().detail())
                .isEqualTo("93 of 100 MiB are in use, and no buffer can be allocated");
    }

    /** This JVM's direct memory, really exhausted. */
    @Test
    void findsThisProcessOutOfDirectMemoryUntilTheAllocatorHasFreeBuffers() {
        DirectMemoryProbe real = new DirectMemoryProbe(DirectMemoryProbe.ofThisProcess(), Runnable::run, nanos::get);
        List<ByteBuf> pooled = new ArrayList<>();
        List<ByteBuf> unpooled = new ArrayList<>();
        assertThat(real.findFault()).isNull();
        try {
            for (int buffer = 0; buffer < 256; buffer++) {
                pooled.add(ByteBufAllocator.DEFAULT.directBuffer(BUFFER_BYTES));
            }
            allocateAll(unpooled, () -> Unpooled.directBuffer(1 << 20));
            allocateAll(pooled, () -> ByteBufAllocator.DEFAULT.directBuffer(BUFFER_BYTES));
            assertThat(real.findFault()).isNotNull();

            pooled.forEach(ByteBuf::release);
            pooled.clear();

            assertThat(real.findFault()).isNull();
        } finally {
            pooled.forEach(ByteBuf::release);
            unpooled.forEach(ByteBuf::release);
        }
    }

    private static void allocateAll(List<ByteBuf> held, Supplier<ByteBuf> allocation) {
        try {
            while (held.size() < MOST_BUFFERS) {
                held.add(allocation.get());
            }
        } catch (OutOfMemoryError full) {
            return;
        }
        throw new AssertionError("direct memory was not full");
    }

    private static final class FakeHeap implements HeapMemoryProbe.HeapMemory {

        private long used;
        private long kept;
        private long keptAfterNext;
        private long collectingMillis;
        private int collections;

        @Override
        public long usedBytes() {
            return used;
        }

        @Override
        public long usedAfterCollection() {
            return kept;
        }

        @Override
        public long maxBytes() {
            return 100;
        }

        @Override
        public long collectingMillis() {
            return collectingMillis;
        }

        @Override
        public void requestCollection() {
            collections++;
            kept = keptAfterNext;
        }
    }

    private static final class FakeDirectMemory implements DirectMemoryProbe.DirectMemory {

        private long used;
        private boolean allocatable = true;
        private int tries;

        @Override
        public long usedBytes() {
            return used;
        }

        @Override
        public long maxBytes() {
            return 100 << 20;
        }

        @Override
        public boolean canAllocate() {
            tries++;
            return allocatable;
        }
    }
}
