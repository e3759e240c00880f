package studio.atelier.platform.health;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Remembers an {@link OutOfMemoryError} of the heap that any thread logs, or dies of: whoever meets one cannot know
 * what it has left half done elsewhere. Direct memory is not meant: there the one who asks fails, and nobody else.
 */
final class OutOfMemoryLog extends UnsynchronizedAppenderBase<ILoggingEvent> implements Supplier<@Nullable String> {

    private static final int DEEPEST_CAUSE = 8;

    private volatile @Nullable String seen;

    /** Attaches one to this process's logging. */
    static OutOfMemoryLog attach() {
        OutOfMemoryLog outOfMemory = new OutOfMemoryLog();
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
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
            note(error);
            if (before != null) {
                before.uncaughtException(thread, error);
            } else {
                LoggerFactory.getLogger(OutOfMemoryLog.class).error("Thread {} died", thread.getName(), error);
            }
        });
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getThrowableProxy() instanceof ThrowableProxy proxy) {
            note(proxy.getThrowable());
        }
    }

    void note(Throwable error) {
        @Nullable Throwable cause = error;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause instanceof OutOfMemoryError && isOfTheHeap(Objects.requireNonNullElse(cause.getMessage(), ""))) {
                seen = Objects.requireNonNullElse(cause.getMessage(), "OutOfMemoryError");
            }
            cause = cause.getCause();
        }
    }

    /** An array larger than any can be is a mistake of the one who asks. */
    private static boolean isOfTheHeap(String message) {
        return !message.contains("direct") && !message.contains("array size");
    }

    @Override
    public @Nullable String get() {
        return seen;
    }
}
