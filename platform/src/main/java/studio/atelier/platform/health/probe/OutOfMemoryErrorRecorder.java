package studio.atelier.platform.health.probe;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Records an {@link OutOfMemoryError} of the heap or of class metadata that any thread logs or dies of: it may have
 * interrupted any code half way. Errors about direct memory, native threads and array sizes are ignored: only the
 * failing allocation is affected.
 */
final class OutOfMemoryErrorRecorder extends UnsynchronizedAppenderBase<ILoggingEvent>
        implements Supplier<@Nullable String> {

    private static final int DEEPEST_CAUSE = 8;

    /** Parts of the JVM's messages. */
    private static final List<String> UNRECOVERABLE =
            List.of("Java heap space", "GC overhead limit", "Metaspace", "Compressed class space");

    private volatile @Nullable String seen;

    /** Attaches a recorder to this process's logging. */
    static OutOfMemoryErrorRecorder attachToLogging() {
        OutOfMemoryErrorRecorder outOfMemory = new OutOfMemoryErrorRecorder();
        outOfMemory.setName("out-of-memory");
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context) {
            outOfMemory.setContext(context);
            outOfMemory.start();
            context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(outOfMemory);
        }
        outOfMemory.watchDyingThreads();
        return outOfMemory;
    }

    void detach() {
        if (getContext() instanceof LoggerContext context) {
            Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            root.detachAppender(this);
        }
    }

    private void watchDyingThreads() {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.UncaughtExceptionHandler handler = before == null ? OutOfMemoryErrorRecorder::logDeath : before;
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
            recordError(error);
            handler.uncaughtException(thread, error);
        });
    }

    private static void logDeath(Thread thread, Throwable error) {
        LoggerFactory.getLogger(OutOfMemoryErrorRecorder.class)
                .error("Thread {} ended with an uncaught error", thread.getName(), error);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getThrowableProxy() instanceof ThrowableProxy proxy) {
            recordError(proxy.getThrowable());
        }
    }

    void recordError(Throwable error) {
        @Nullable Throwable cause = error;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause instanceof OutOfMemoryError
                    && isUnrecoverable(Objects.requireNonNullElse(cause.getMessage(), ""))) {
                seen = Objects.requireNonNullElse(cause.getMessage(), "OutOfMemoryError");
            }
            cause = cause.getCause();
        }
    }

    private static boolean isUnrecoverable(String message) {
        return UNRECOVERABLE.stream().anyMatch(message::contains);
    }

    @Override
    public @Nullable String get() {
        return seen;
    }
}
