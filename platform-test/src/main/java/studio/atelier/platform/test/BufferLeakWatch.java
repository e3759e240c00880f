package studio.atelier.platform.test;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Watches every buffer that is allocated during a test, and collects Netty's reports of those that are lost. */
public final class BufferLeakWatch implements BeforeEachCallback, AfterEachCallback {

    private static final Duration LIMIT = Duration.ofMinutes(1);

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
     * Loses a buffer and collects garbage until that is reported, as all that were lost before are then; returns the
     * reports of those. A buffer that is older than the watch, as of a client of an earlier test, is left out: its
     * report has no access records. So is one that was never used.
     */
    public List<String> findLostBuffers() {
        String onPurpose = "lost on purpose " + UUID.randomUUID();
        loseBuffer(onPurpose);
        return Awaitility.await()
                .atMost(LIMIT)
                .until(this::collectReports, reports -> reports.stream().anyMatch(report -> report.contains(onPurpose)))
                .stream()
                .filter(report -> !report.contains(onPurpose))
                .toList();
    }

    private static void loseBuffer(String hint) {
        ByteBufAllocator.DEFAULT.directBuffer(1).touch(hint);
    }

    private List<String> collectReports() {
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
