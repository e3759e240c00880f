package studio.atelier.platform.health.probe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Detects direct memory so full that connections get no buffers. Little free memory is no fault by itself, because
 * allocators keep the memory they have reserved: in that case the probe requests buffers from the allocator itself.
 */
final class DirectMemoryProbe implements FaultProbe {

    /** At least the step by which an allocator's pool grows: with more free memory than that it can grow. */
    private static final long GROWTH_BYTES = 8 << 20;

    private final DirectMemory memory;
    private final BackgroundCheck<Boolean> allocation;

    /**
     * Creates it.
     *
     * @param executor runs allocations, on threads whose connections need the buffers; a failed one may take half a
     *     second
     */
    DirectMemoryProbe(DirectMemory memory, Executor executor, LongSupplier nanoTime) {
        this.memory = memory;
        this.allocation = new BackgroundCheck<>(executor, memory::canAllocate, nanoTime);
    }

    @Override
    public FaultCause faultCause() {
        return FaultCause.DIRECT_MEMORY;
    }

    @Override
    public @Nullable DetectedFault findFault() {
        long used = memory.usedBytes();
        if (memory.maxBytes() - used >= GROWTH_BYTES) {
            return null;
        }
        allocation.beginCheck();
        return Boolean.FALSE.equals(allocation.lastAnswer())
                ? DetectedFault.of("%d of %d MiB are in use, and no buffer can be allocated"
                        .formatted(used >> 20, memory.maxBytes() >> 20))
                : null;
    }

    /** The memory outside the heap. */
    interface DirectMemory {

        /** Bytes in use, including free buffers of the allocators. */
        long usedBytes();

        /** Maximum in bytes. */
        long maxBytes();

        /** Whether the allocator has buffers for some connections, or can get memory for them. */
        boolean canAllocate();
    }

    /** Netty's own count, where it keeps one, or the JDK's: whichever is closer to its limit. */
    static DirectMemory ofThisProcess() {
        BufferPoolMXBean jdk = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> "direct".equals(pool.getName()))
                .findFirst()
                .orElseThrow();
        return new ProcessDirectMemory(jdk);
    }

    private record ProcessDirectMemory(BufferPoolMXBean jdk) implements DirectMemory {

        /** The largest buffer that a connection reads into. */
        private static final int BUFFER_BYTES = 64 << 10;

        private static final int BUFFERS = 16;
        private static final long JDK_MAX = PlatformDependent.estimateMaxDirectMemory();

        @Override
        public long usedBytes() {
            return isNettyNearer() ? PlatformDependent.usedDirectMemory() : jdk.getMemoryUsed();
        }

        @Override
        public long maxBytes() {
            return isNettyNearer() ? PlatformDependent.maxDirectMemory() : JDK_MAX;
        }

        private boolean isNettyNearer() {
            long used = PlatformDependent.usedDirectMemory();
            long max = PlatformDependent.maxDirectMemory();
            return used > 0 && max > 0 && (double) used / max > (double) jdk.getMemoryUsed() / JDK_MAX;
        }

        @Override
        public boolean canAllocate() {
            List<ByteBuf> buffers = new ArrayList<>(BUFFERS);
            try {
                while (buffers.size() < BUFFERS) {
                    buffers.add(ByteBufAllocator.DEFAULT.directBuffer(BUFFER_BYTES));
                }
                return true;
            } catch (OutOfMemoryError e) {
                return false;
            } finally {
                buffers.forEach(ByteBuf::release);
            }
        }
    }
}
