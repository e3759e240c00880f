package studio.atelier.platform.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.internal.OutOfDirectMemoryError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MemoryProbesTest {

    private final FakeHeap heap = new FakeHeap();
    private final FakeDirectMemory direct = new FakeDirectMemory();
    private final AtomicLong nanos = new AtomicLong();
    private final OutOfMemoryLog outOfMemory = OutOfMemoryLog.attach();
    private final HeapProbe heapProbe = new HeapProbe(heap, ProcessWatchTest.properties(), outOfMemory, nanos::get);
    private final DirectMemoryProbe directProbe = new DirectMemoryProbe(direct, 85);

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
        @Nullable Fault found = null;
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

        assertThat(heapProbe.findFault()).isEqualTo(new Fault("Java heap space", true));
    }

    @Test
    void endsAtOnceAfterAnOutOfMemoryErrorThatAThreadDiedOf() throws InterruptedException {
        Thread dying = Thread.ofPlatform().start(() -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        dying.join();

        assertThat(heapProbe.findFault()).isEqualTo(new Fault("unable to create native thread", true));
    }

    @Test
    void doesNotTakeAFailedReservationOfDirectMemoryForAFullHeap() {
        outOfMemory.note(new OutOfMemoryError("Cannot reserve 4194304 bytes of direct buffer memory"));
        outOfMemory.note(new OutOfMemoryError("Requested array size exceeds VM limit"));

        assertThat(heapProbe.findFault()).isNull();
    }

    @Test
    void muchDirectMemoryInUseIsNoFaultWhileMoreCanBeHad() {
        direct.used = 99;

        assertThat(directProbe.findFault()).isNull();
        assertThat(direct.tries).isEqualTo(1);
    }

    @Test
    void doesNotTryWhileLittleDirectMemoryIsInUse() {
        direct.used = 20;

        assertThat(directProbe.findFault()).isNull();
        assertThat(direct.tries).isZero();
    }

    @Test
    void findsDirectMemoryOfWhichNoMoreCanBeHad() {
        direct.used = 90;
        direct.reservable = false;

        assertThat(directProbe.findFault().detail()).contains("no more can be reserved");
    }

    /** The real thing: this JVM's direct memory, filled to the brim. */
    @Test
    void findsThisProcessOutOfDirectMemoryAndSeesItHeal() {
        DirectMemoryProbe real = new DirectMemoryProbe(DirectMemoryProbe.ofThisProcess(), 85);
        List<ByteBuf> held = new ArrayList<>();
        assertThat(real.findFault()).isNull();
        try {
            while (held.size() < 4_096) {
                held.add(Unpooled.directBuffer(1 << 20));
            }
        } catch (OutOfDirectMemoryError full) {
            assertThat(real.findFault()).isNotNull();
        } catch (OutOfMemoryError full) {
            assertThat(real.findFault()).isNotNull();
        } finally {
            held.forEach(ByteBuf::release);
        }
        assertThat(held).hasSizeLessThan(4_096);
        assertThat(real.findFault()).isNull();
    }

    private static final class FakeHeap implements HeapProbe.Heap {

        private long used;
        private long kept;
        private long keptAfterNext;
        private long collectingMillis;
        private int collections;

        @Override
        public long used() {
            return used;
        }

        @Override
        public long usedAfterCollection() {
            return kept;
        }

        @Override
        public long max() {
            return 100;
        }

        @Override
        public long collectingMillis() {
            return collectingMillis;
        }

        @Override
        public void collect() {
            collections++;
            kept = keptAfterNext;
        }
    }

    private static final class FakeDirectMemory implements DirectMemoryProbe.DirectMemory {

        private long used;
        private boolean reservable = true;
        private int tries;

        @Override
        public long used() {
            return used;
        }

        @Override
        public long max() {
            return 100;
        }

        @Override
        public boolean canReserve() {
            tries++;
            return reservable;
        }
    }
}
