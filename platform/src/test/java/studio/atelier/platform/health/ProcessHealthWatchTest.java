package studio.atelier.platform.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.util.unit.DataSize;
import reactor.test.StepVerifier;
import studio.atelier.platform.health.probe.DetectedFault;
import studio.atelier.platform.health.probe.FaultCause;
import studio.atelier.platform.health.probe.FaultProbe;
import studio.atelier.platform.health.probe.HealthProperties;

class ProcessHealthWatchTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    private final AtomicLong nanos = new AtomicLong(-7);
    private final AtomicInteger halts = new AtomicInteger();
    private final Map<FaultCause, DetectedFault> faults = new EnumMap<>(FaultCause.class);
    private final GenericApplicationContext context = new GenericApplicationContext();
    private Path reasonFile;
    private ProcessReadiness readiness;
    private ApplicationAvailabilityBean availability;
    private ProcessHealthWatch watch;

    @BeforeEach
    void start() {
        context.registerBean(ApplicationAvailabilityBean.class);
        context.refresh();
        availability = context.getBean(ApplicationAvailabilityBean.class);
        reasonFile = directory.resolve("reason");
        readiness = new ProcessReadiness(availability, context);
        watch = watch(
                Stream.of(FaultCause.values()).<FaultProbe>map(FakeProbe::new).toList());
        AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
    }

    @AfterEach
    void stop() {
        watch.stop();
        context.close();
    }

    private ProcessHealthWatch watch(List<FaultProbe> probes) {
        return new ProcessHealthWatch(
                probes,
                properties(),
                ProcessEndReasonFile.openFile(reasonFile),
                readiness,
                () -> {},
                halts::incrementAndGet,
                nanos::get);
    }

    @ParameterizedTest
    @EnumSource
    void isNotReadyAndSaysWhyWithinThreeSeconds(FaultCause cause) throws IOException {
        faults.put(cause, DetectedFault.of("17 of 17"));

        check(3);

        assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
        assertThat(watch.listFaults()).containsExactly(Map.entry(cause.id(), cause.title() + ": 17 of 17"));
        assertThat(reasonFile).content().isEqualTo(cause.id() + ' ' + cause.title() + ": 17 of 17\n");
        Health health = readiness.health().block(LIMIT);
        assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(health.getDetails()).containsKey(cause.id());
        assertThat(halts).hasValue(0);
    }

    @Test
    void passesOverASingleBadLook() {
        faults.put(FaultCause.EVENT_LOOP, DetectedFault.of("slow"));
        check(1);
        faults.clear();
        check(10);

        assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
        assertThat(reasonFile).isEmptyFile();
    }

    @Test
    void takesAFaultThatComesAndGoesForOneThatStays() {
        for (int second = 0; second < 6; second++) {
            faults.put(FaultCause.DIRECT_MEMORY, DetectedFault.of("full"));
            check(1);
            faults.clear();
            check(1);
        }

        assertThat(halts.get()).isPositive();
    }

    @Test
    void isReadyAgainThreeSecondsAfterTheFaultHasGone() {
        faults.put(FaultCause.DISK, DetectedFault.of("full"));
        check(20);
        faults.clear();

        check(2);
        assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
        check(1);

        assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
        assertThat(watch.listFaults()).isEmpty();
        assertThat(reasonFile).isEmptyFile();
        StepVerifier.create(readiness.health().map(Health::getStatus))
                .expectNext(Status.UP)
                .expectComplete()
                .verify(LIMIT);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"DISK", "CLOCK", "BLOCKING_THREADS"},
            mode = EnumSource.Mode.EXCLUDE)
    void endsAProcessThatDoesNotHealWithinTenSeconds(FaultCause cause) {
        faults.put(cause, DetectedFault.of("stuck"));

        check(10);
        assertThat(halts).hasValue(0);
        check(1);

        assertThat(halts).hasValue(1);
        assertThat(reasonFile).content().startsWith(cause.id() + ' ');
    }

    @Test
    void givesCallsThatAreOnlySlowAMinuteToFreeTheirThreads() {
        faults.put(FaultCause.BLOCKING_THREADS, DetectedFault.of("all taken"));

        check(60);
        assertThat(halts).hasValue(0);
        assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
        check(1);

        assertThat(halts).hasValue(1);
    }

    @Test
    void doesNotEndAProcessWhoseThreadsWaitForADiskThatHangs() {
        faults.put(FaultCause.DISK, DetectedFault.of("does not answer"));
        faults.put(FaultCause.BLOCKING_THREADS, DetectedFault.of("all taken"));

        check(1_000);
        assertThat(halts).hasValue(0);
        faults.remove(FaultCause.DISK);
        check(4);

        assertThat(halts.get()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(names = {"DISK", "CLOCK"})
    void neverEndsAProcessThatARestartDoesNotMend(FaultCause cause) {
        faults.put(cause, DetectedFault.of("wrong"));

        check(1_000);

        assertThat(halts).hasValue(0);
    }

    @Test
    void writesDownWhatEndsTheProcessBeforeWhatDoesNot() {
        faults.put(FaultCause.DISK, DetectedFault.of("full"));
        check(3);
        faults.put(FaultCause.HEAP, DetectedFault.of("full"));
        check(3);

        assertThat(reasonFile).content().startsWith("heap ");
        assertThat(watch.listFaults()).containsOnlyKeys("heap", "disk");
    }

    @Test
    void endsAtOnceAfterAnOutOfMemoryError() {
        faults.put(FaultCause.HEAP, new DetectedFault("Java heap space", true));

        check(1);

        assertThat(halts).hasValue(1);
        assertThat(reasonFile).content().isEqualTo("heap out of memory (heap): Java heap space\n");
    }

    @Test
    void doesNotBlameAProcessThatStoodStillAsAWhole() {
        faults.put(FaultCause.EVENT_LOOP, DetectedFault.of("waits"));
        check(1);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        check(1);
        faults.clear();
        check(5);

        assertThat(halts).hasValue(0);
        assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
    }

    @Test
    void countsACheckThatComesLateAsOneSecond() {
        faults.put(FaultCause.EVENT_LOOP, DetectedFault.of("waits"));
        for (int check = 0; check < 9; check++) {
            nanos.addAndGet(Duration.ofSeconds(20).toNanos());
            watch.checkProcess();
        }

        assertThat(halts).hasValue(0);
    }

    @Test
    void leavesReadinessAloneOnceTheProcessStops() {
        faults.put(FaultCause.DISK, DetectedFault.of("full"));
        check(5);
        faults.clear();
        watch.stop();

        check(5);

        assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
    }

    @Test
    void doesNotEndAProcessThatStops() {
        faults.put(FaultCause.HEAP, DetectedFault.of("full"));
        watch.stop();

        check(20);

        assertThat(halts).hasValue(0);
    }

    @Test
    void doesNotMakeAProcessReadyThatIsNotYet() {
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        faults.put(FaultCause.DISK, DetectedFault.of("full"));
        check(5);
        faults.clear();
        check(5);

        assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
    }

    private static void failWithoutMemory() {
        throw new OutOfMemoryError("Java heap space");
    }

    @Test
    void endsWhenTheWatchItselfHasNoMemory() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        ProcessHealthWatch without = watchWithoutProbes(ProcessHealthWatchTest::failWithoutMemory, ended::countDown);
        try {
            without.start();

            assertThat(ended.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            assertThat(reasonFile).content().startsWith("heap out of memory (heap)");
        } finally {
            without.stop();
        }
    }

    @Test
    void endsThoughItsFinalLogLineBlocks() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch logged = new CountDownLatch(1);
        Logger log = (Logger) LoggerFactory.getLogger(ProcessHealthWatch.class);
        AppenderBase<ILoggingEvent> blocked = appenderThatBlocksUntil(logged);
        log.addAppender(blocked);
        ProcessHealthWatch without = watchWithoutProbes(ProcessHealthWatchTest::failWithoutMemory, ended::countDown);
        try {
            without.start();

            assertThat(ended.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        } finally {
            logged.countDown();
            without.stop();
            log.detachAppender(blocked);
        }
    }

    @Test
    void checksAgainAfterACheckThatFailed() throws InterruptedException {
        CountDownLatch checks = new CountDownLatch(2);
        ProcessHealthWatch failing = watchWithoutProbes(
                () -> {
                    checks.countDown();
                    throw new IllegalStateException("broken");
                },
                halts::incrementAndGet);
        try {
            failing.start();

            assertThat(checks.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        } finally {
            failing.stop();
        }
        assertThat(halts).hasValue(0);
    }

    @Test
    void findsHowTheProcessBeforeEnded() throws IOException {
        Files.writeString(reasonFile, "ended killed by hand\n");

        ProcessEndReasonFile.PreviousProcessEnd last =
                ProcessEndReasonFile.openFile(reasonFile).lastEnd();

        assertThat(last.cause()).isEqualTo("killed");
        assertThat(last.reason()).isEqualTo("by hand");
        assertThat(reasonFile).isEmptyFile();
    }

    @Test
    void startsWithoutAReasonFileThatCannotBeOpened() {
        ProcessEndReasonFile file =
                ProcessEndReasonFile.openFile(directory.resolve("missing").resolve("reason"));

        file.writeLine(ProcessEndReasonFile.toLine(FaultCause.HEAP, "full"));

        assertThat(file.lastEnd()).isNull();
    }

    @Test
    void startsThoughTheReasonFileIsADirectory() throws IOException {
        assertThat(ProcessEndReasonFile.openFile(Files.createDirectory(reasonFile.resolveSibling("folder")))
                        .lastEnd())
                .isNull();
    }

    @Test
    void readsAReasonWithBytesThatAreNoText() throws IOException {
        Files.write(reasonFile, new byte[] {'h', 'e', 'a', 'p', ' ', (byte) 0xff, (byte) 0xc0, '!'});

        assertThat(ProcessEndReasonFile.openFile(reasonFile).lastEnd().reason()).endsWith("!");
    }

    @Test
    void refusesToEndAProcessBeforeItsFaultIsNoticed() {
        assertThatThrownBy(() -> new HealthProperties(
                        true,
                        true,
                        SECOND,
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        DataSize.ofMegabytes(64),
                        List.of(),
                        Duration.ofSeconds(10),
                        null))
                .hasMessage("atelier.health.end-after (PT10S) must not be below notice-after (PT20S)");
    }

    private void check(int times) {
        for (int time = 0; time < times; time++) {
            nanos.addAndGet(SECOND.toNanos());
            watch.checkProcess();
        }
    }

    private ProcessHealthWatch watchWithoutProbes(Runnable beforeEachCheck, Runnable halt) {
        return new ProcessHealthWatch(
                List.of(),
                properties(),
                ProcessEndReasonFile.openFile(reasonFile),
                readiness,
                beforeEachCheck,
                halt,
                System::nanoTime);
    }

    private static AppenderBase<ILoggingEvent> appenderThatBlocksUntil(CountDownLatch until) {
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                try {
                    until.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        appender.start();
        return appender;
    }

    static HealthProperties properties() {
        return new HealthProperties(
                true,
                true,
                SECOND,
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                Duration.ofSeconds(3),
                Duration.ofSeconds(4),
                DataSize.ofMegabytes(64),
                List.of(),
                Duration.ofSeconds(10),
                null);
    }

    private final class FakeProbe implements FaultProbe {

        private final FaultCause cause;

        FakeProbe(FaultCause cause) {
            this.cause = cause;
        }

        @Override
        public FaultCause faultCause() {
            return cause;
        }

        @Override
        public @Nullable DetectedFault findFault() {
            return faults.get(cause);
        }
    }
}
