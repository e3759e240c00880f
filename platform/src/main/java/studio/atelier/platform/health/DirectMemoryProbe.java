package studio.atelier.platform.health;

import io.netty.buffer.Unpooled;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds direct memory, which buffers of connections are made of, so full that no more can be had. Much in use alone is
 * no fault: allocators keep what they may need again. So with much in use it tries.
 */
final class DirectMemoryProbe implements FaultProbe {

    private static final int PERCENT = 100;

    private final DirectMemory memory;
    private final int fullPercent;

    DirectMemoryProbe(DirectMemory memory, int fullPercent) {
        this.memory = memory;
        this.fullPercent = fullPercent;
    }

    @Override
    public FaultCause cause() {
        return FaultCause.DIRECT_MEMORY;
    }

    @Override
    public @Nullable Fault findFault() {
        if (memory.used() * PERCENT < memory.max() * fullPercent || memory.canReserve()) {
            return null;
        }
        return Fault.of("%d of %d MiB are in use, and no more can be reserved"
                .formatted(memory.used() >> 20, memory.max() >> 20));
    }

    /** Memory outside of the heap. */
    interface DirectMemory {

        /** Bytes in use. */
        long used();

        /** Bytes at most. */
        long max();

        /** Whether what the allocators take at a time can be had. */
        boolean canReserve();
    }

    /** Netty's own count, where it keeps one, or the JDK's: whichever is nearer to its bound. */
    static DirectMemory ofThisProcess() {
        BufferPoolMXBean jdk = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> "direct".equals(pool.getName()))
                .findFirst()
                .orElseThrow();
        return new ProcessDirectMemory(jdk);
    }

    private record ProcessDirectMemory(BufferPoolMXBean jdk) implements DirectMemory {

        /** What Netty's arenas grow by. */
        private static final int CHUNK_BYTES = 4 << 20;

        private static final long JDK_MAX = PlatformDependent.estimateMaxDirectMemory();

        @Override
        public long used() {
            return isNettyNearer() ? PlatformDependent.usedDirectMemory() : jdk.getMemoryUsed();
        }

        @Override
        public long max() {
            return isNettyNearer() ? PlatformDependent.maxDirectMemory() : JDK_MAX;
        }

        private boolean isNettyNearer() {
            long used = PlatformDependent.usedDirectMemory();
            long max = PlatformDependent.maxDirectMemory();
            return used > 0 && max > 0 && (double) used / max > (double) jdk.getMemoryUsed() / JDK_MAX;
        }

        /** Through Netty, which asks the JDK where it does not count itself, and gives back at once. */
        @Override
        public boolean canReserve() {
            try {
                Unpooled.directBuffer(CHUNK_BYTES).release();
                return true;
            } catch (OutOfMemoryError e) {
                return false;
            }
        }
    }
}
