package studio.atelier.platform.test;

import java.util.logging.Level;
import java.util.logging.Logger;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingMethod;
import reactor.blockhound.BlockingOperationError;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Calls that may block an event loop in tests because they are short, and happen once or not in production. BlockHound
 * itself is installed by {@code blockhound-junit-platform} for every module that depends on this one.
 */
public final class BlockHoundAllowances implements BlockHoundIntegration {

    private static final Logger LOG = Logger.getLogger(BlockHoundAllowances.class.getName());

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("java.lang.ClassLoader", "loadClass") // a class's first use reads its jar
                .allowBlockingCallsInside("java.util.ServiceLoader$LazyClassPathLookupIterator", "parse")
                .allowBlockingCallsInside("java.util.ResourceBundle", "getBundle") // read once, then cached
                // Reads 256 bytes of /dev/urandom now and then, which never waits (random(4)): some 10 us.
                .allowBlockingCallsInside("java.security.SecureRandom", "nextBytes")
                .allowBlockingCallsInside("org.springdoc.api.AbstractOpenApiResource", "getOpenApi") // once a language
                .allowBlockingCallsInside("io.netty.handler.codec.http.HttpContentDecompressor", "newContentDecoder")
                // Held for a few instructions, as in Jackson's caches; waits for conditions and futures are detected.
                .allowBlockingCallsInside("java.util.concurrent.locks.ReentrantLock", "lock")
                .allowBlockingCallsInside("java.util.concurrent.locks.StampedLock", "writeLock") // Netty's allocator
                .allowBlockingCallsInside("ch.qos.logback.core.OutputStreamAppender", "writeBytes")
                .allowBlockingCallsInside("java.util.concurrent.ScheduledThreadPoolExecutor", "schedule")
                .blockingMethodCallback(BlockHoundAllowances::report);
    }

    /** Logs the violation before it throws: if a network pipeline swallows the error, the request only hangs. */
    private static void report(BlockingMethod method) {
        BlockingOperationError error = new BlockingOperationError(method);
        LOG.log(Level.SEVERE, "Something blocks on an event loop", error);
        throw error;
    }
}
