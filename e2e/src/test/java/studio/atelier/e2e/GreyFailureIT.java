package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import studio.atelier.local.stack.ProcessEnd;
import studio.atelier.local.stack.ProcessMark;
import studio.atelier.local.stack.Readiness;

/**
 * A live process that cannot work detects it: it reports not ready within 10 s, says why, and has recovered or been
 * replaced within 30 s, while the other services keep working.
 */
@WholeStack
class GreyFailureIT {

    private static final Duration NOT_READY_LIMIT = Duration.ofSeconds(10);
    private static final Duration BACK_LIMIT = Duration.ofSeconds(30);

    /** For services that start at the same time on a machine with two cores. */
    private static final Duration BACK_TOGETHER_LIMIT = Duration.ofSeconds(60);

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final List<String> SERVICES = WholeStack.Extension.SERVICES;

    private final Readiness readiness = new Readiness();

    /**
     * Faults of different services run concurrently. A process whose threads for blocking calls are exhausted gets a
     * minute, because calls that are only slow return their threads.
     */
    @ParameterizedTest
    @MethodSource
    void areReplacedWithTheirReasonsToldWhenTheyDoNotRecover(List<Fault> faults, Stack stack, Sandbox sandbox)
            throws IOException {
        sandbox.kie(Map.of("latencyMinMs", 3000, "latencyMaxMs", 4000));
        Person anna = Person.newcomer(stack);
        String job = anna.submitUntilAdmitted(anna.tryOnOrder(sandbox), LIMIT);
        List<Course> courses = new ArrayList<>();
        for (Fault fault : faults) {
            ProcessMark before = stack.mark(fault.service);
            courses.add(new Course(fault, before, inject(fault.injection + ' ' + fault.service, stack)));
        }

        Await.until("none to be ready", LIMIT, () -> observe(courses, stack), seen -> seen.allMatch(Course::left));
        othersAreReady(faults.stream().map(Fault::service).toList(), stack);
        Await.until("all to be replaced", LIMIT, () -> observe(courses, stack), seen -> seen.allMatch(Course::ended));

        for (Course course : courses) {
            report(course.fault.injection, course.fault.service, course.notReady, course.back);
            assertThat(stack.mark(course.fault.service).lastEnd().reason()).contains(course.fault.reason);
            assertThat(course.notReady).isLessThanOrEqualTo(NOT_READY_LIMIT);
            assertThat(course.back).isLessThanOrEqualTo(course.fault.backLimit);
        }
        String status = stack.outputOf("status");
        String doctor = stack.outputOf("doctor");
        for (Fault fault : faults) {
            assertThat(status)
                    .containsPattern(fault.service + ".* ready, restarts: .*last end: .*" + literal(fault.reason));
            assertThat(doctor)
                    .containsPattern(
                            fault.service + " is ready, restarts: .*; its last end: .*" + literal(fault.reason));
        }
        assertThat(anna.ended(job, LIMIT).path("status").asString()).isEqualTo("COMPLETED");
        JourneyIT.freeActionsSettleAt(anna, 8);
    }

    static Stream<List<Fault>> areReplacedWithTheirReasonsToldWhenTheyDoNotRecover() {
        return Stream.of(
                List.of(
                        new Fault("block-threads", "gateway-service", "threads for blocking calls exhausted")
                                .backWithin(Duration.ofSeconds(100)),
                        new Fault("exhaust-heap", "generation-service", "out of memory"),
                        new Fault("leak-connections", "billing-service", "connection pool stuck")),
                List.of(
                        new Fault("fill-heap", "auth-service", "out of memory"),
                        new Fault("fill-direct-memory", "generation-service", "out of memory (direct)"),
                        new Fault("block-event-loop", "chat-service", "event loop blocked")));
    }

    private Stream<Course> observe(List<Course> courses, Stack stack) {
        courses.forEach(course -> course.observe(stack));
        return courses.stream();
    }

    /** The effect of one fault on its service. */
    private final class Course {

        private final Fault fault;
        private final ProcessMark before;
        private final long begun;
        private Duration notReady;
        private Duration back;

        Course(Fault fault, ProcessMark before, long begun) {
            this.fault = fault;
            this.before = before;
            this.begun = begun;
        }

        void observe(Stack stack) {
            ProcessMark now = stack.mark(fault.service);
            boolean replaced = !now.identity().equals(before.identity());
            boolean ready = isReady(now);
            if (notReady == null && (replaced || !ready)) {
                notReady = since(begun);
            }
            if (back == null && replaced && ready) {
                back = since(begun);
            }
        }

        boolean left() {
            return notReady != null;
        }

        boolean ended() {
            return back != null;
        }
    }

    private record Fault(String injection, String service, String reason, Duration backLimit) {

        Fault(String injection, String service, String reason) {
            this(injection, service, reason, BACK_TOGETHER_LIMIT);
        }

        Fault backWithin(Duration limit) {
            return new Fault(injection, service, reason, limit);
        }
    }

    /** Suspends the process, as swapping or a debugger does. */
    @Test
    void aProcessThatStoodStillForTwentySecondsGoesOn(Stack stack) {
        List<ProcessMark> before = SERVICES.stream().map(stack::mark).toList();
        List<Frozen> frozen =
                SERVICES.stream().map(service -> Frozen.process(service, stack)).toList();
        letPass(Duration.ofSeconds(20));
        frozen.forEach(Frozen::close);
        letPass(Duration.ofSeconds(15));

        for (ProcessMark mark : before) {
            assertThat(stack.mark(mark.name()).identity()).isEqualTo(mark.identity());
            assertThat(isReady(mark)).as(mark.name() + " is ready").isTrue();
        }
    }

    /** For a fault that a restart does not fix: the same process is ready again once the fault has passed. */
    @ParameterizedTest
    @CsvSource({
        "fill-disk, generation-service, disk full",
        "turn-clock, auth-service, clock wrong",
        "turn-clock, gateway-service, clock wrong"
    })
    void isNotReadyAsLongAsItLasts(String injection, String service, String reason, Stack stack) throws IOException {
        ProcessMark before = stack.mark(service);
        long begun = System.nanoTime();
        Files.writeString(WholeStack.Extension.failpointFile(stack), injection + ' ' + service);

        Duration notReady = untilNotReady(before, begun);
        Await.until(
                "the reason to be written",
                LIMIT,
                () -> ProcessEnd.writtenReason(stack.directory(), service).orElse(""),
                written -> written.startsWith(reason));
        assertThat(new Http(URI.create(before.readiness()))
                        .send("GET", "", Map.of(), null)
                        .toString())
                .startsWith("503")
                .contains(reason);
        assertThat(stack.outputOf("status")).containsPattern(service + ".* not ready: " + reason);
        assertThat(stack.outputOf("doctor")).contains(service + " runs but is not ready because of " + reason);
        othersAreReady(List.of(service), stack);
        long mended = System.nanoTime();
        Files.delete(WholeStack.Extension.failpointFile(stack));
        Await.until("readiness", LIMIT, () -> isReady(before), ready -> ready);
        Duration back = since(mended);

        report(injection, service, notReady, back);
        assertThat(stack.mark(service).identity()).isEqualTo(before.identity());
        assertThat(notReady).isLessThanOrEqualTo(NOT_READY_LIMIT);
        assertThat(back).isLessThanOrEqualTo(BACK_LIMIT);
    }

    private static void letPass(Duration time) {
        long begun = System.nanoTime();
        Await.until("time to pass", LIMIT, () -> since(begun), passed -> passed.compareTo(time) >= 0);
    }

    /** Returns when the process has picked up the fault. */
    private static long inject(String what, Stack stack) throws IOException {
        Path file = WholeStack.Extension.failpointFile(stack);
        Files.writeString(file, what);
        Await.until(what, LIMIT, () -> Files.exists(file), there -> !there);
        return System.nanoTime();
    }

    private Duration untilNotReady(ProcessMark process, long begun) {
        Await.until(process.name() + " not to be ready", LIMIT, () -> isReady(process), ready -> !ready);
        return since(begun);
    }

    private void othersAreReady(List<String> sick, Stack stack) {
        assertThat(SERVICES.stream()
                        .filter(service -> !sick.contains(service))
                        .filter(service -> isReady(stack.mark(service))))
                .hasSize(SERVICES.size() - sick.size());
    }

    private boolean isReady(ProcessMark process) {
        return readiness.isReady(URI.create(process.readiness()));
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static void report(String injection, String service, Duration notReady, Duration back) {
        System.out.printf(
                Locale.ROOT,
                "GREY FAILURE %s of %s: not ready after %.1f s, back after %.1f s%n",
                injection,
                service,
                notReady.toMillis() / 1000.0,
                back.toMillis() / 1000.0);
    }

    private static String literal(String text) {
        return text.replace("(", "\\(").replace(")", "\\)");
    }
}
