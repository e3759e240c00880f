package studio.atelier.platform.health;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import io.r2dbc.spi.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;
import studio.atelier.platform.failpoint.Failpoints;
import studio.atelier.platform.health.probe.HeapMemoryProbe;

/**
 * For fault tests only: injects the fault that the failpoint file names, such as {@code fill-heap auth-service}.
 * {@code fill-disk} and {@code turn-clock} are evaluated by the disk and clock checks.
 */
final class HealthFaultInjection {

    private static final int HEAP_BLOCK = 256 << 10;
    private static final int DIRECT_BLOCK = 1 << 20;
    private static final int FULL_PERCENT = 97;
    private static final int MOST_CONNECTIONS = 64;

    /** Objects that are never released. */
    private final Collection<Object> held = new ConcurrentLinkedQueue<>();

    private final String service;
    private final LoopResources loops;
    private final Mono<? extends Connection> pool;

    HealthFaultInjection(String service, LoopResources loops, Mono<? extends Connection> pool) {
        this.service = service;
        this.loops = loops;
        this.pool = pool;
    }

    /** Injects the armed fault once. */
    void injectArmedFault() {
        if (Failpoints.takeArmed("fill-heap", service)) {
            inBackground(() -> fillHeap(FULL_PERCENT));
        } else if (Failpoints.takeArmed("exhaust-heap", service)) {
            inBackground(() -> fillHeap(Integer.MAX_VALUE));
        } else if (Failpoints.takeArmed("fill-direct-memory", service)) {
            inBackground(this::fillDirectMemory);
        } else if (Failpoints.takeArmed("leak-connections", service)) {
            leakConnections();
        } else if (Failpoints.takeArmed("block-event-loop", service)) {
            EventExecutor loop = loops.onServer(LoopResources.DEFAULT_NATIVE).next();
            loop.execute(HealthFaultInjection::standStill);
        } else if (Failpoints.takeArmed("block-threads", service)) {
            for (int thread = 0; thread < Schedulers.DEFAULT_BOUNDED_ELASTIC_SIZE; thread++) {
                Schedulers.boundedElastic().schedule(HealthFaultInjection::standStill);
            }
        }
    }

    private static void inBackground(Runnable fault) {
        Thread.ofPlatform().daemon().name("fault-injection").start(fault);
    }

    private void fillHeap(int untilPercent) {
        HeapMemoryProbe.HeapMemory heap = HeapMemoryProbe.ofThisProcess();
        while (heap.usedBytes() * 100 < heap.maxBytes() * untilPercent) {
            held.add(new byte[HEAP_BLOCK]);
        }
        standStill();
    }

    private void fillDirectMemory() {
        ArrayList<ByteBuf> buffers = new ArrayList<>();
        held.add(buffers);
        while (true) {
            try {
                buffers.add(Unpooled.directBuffer(DIRECT_BLOCK));
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(1_000_000); // also takes what other threads release
            }
        }
    }

    private void leakConnections() {
        for (int connection = 0; connection < MOST_CONNECTIONS; connection++) {
            pool.subscribe(held::add, refused -> {});
        }
    }

    private static void standStill() {
        while (true) {
            LockSupport.park();
        }
    }
}
