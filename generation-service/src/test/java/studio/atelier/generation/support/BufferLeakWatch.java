package studio.atelier.generation.support;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Watches every buffer that is allocated during a test, and collects Netty's reports of those that are lost. */
public final class BufferLeakWatch implements BeforeEachCallback, AfterEachCallback {

    private final ListAppender<ILoggingEvent> reports = new ListAppender<>();
    private final ResourceLeakDetector.Level levelBefore = ResourceLeakDetector.getLevel();

    @Override
    public void beforeEach(ExtensionContext context) {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        reports.start();
        leakLog().addAppender(reports);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        leakLog().detachAppender(reports);
        ResourceLeakDetector.setLevel(levelBefore);
    }

    /**
     * Looks for lost buffers by a collection, and returns all reports so far. A buffer that is older than the watch, as
     * of a client of an earlier test, is left out: its report has no access records. So is one that was never used.
     */
    public List<String> findLostBuffers() {
        System.gc();
        ByteBufAllocator.DEFAULT.directBuffer(1).release(); // the detector reports when it tracks another
        synchronized (reports) {
            return reports.list.stream()
                    .map(ILoggingEvent::getFormattedMessage)
                    .filter(report -> report.contains("#1:"))
                    .toList();
        }
    }

    private static Logger leakLog() {
        return (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    }
}
