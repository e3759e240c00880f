package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.local.stack.ProcessEnd;
import studio.atelier.local.stack.ProcessMark;
import studio.atelier.local.stack.Readiness;

/**
 * A process that lives and cannot do its work notices by itself: it is not ready within ten seconds, says why, and is
 * well again or replaced within thirty, while the other services go on.
 */
@WholeStack
class GreyFailureIT {

    private static final Duration NOT_READY_LIMIT = Duration.ofSeconds(10);
    private static final Duration BACK_LIMIT = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration PACE = Duration.ofMillis(50);
    private static final List<String> SERVICES =
            List.of("auth-service", "billing-service", "generation-service", "chat-service", "gateway-service");

    private final Readiness readiness = new Readiness();

    @ParameterizedTest
    @CsvSource({
        "fill-heap, auth-service, out of memory",
        "exhaust-heap, generation-service, out of memory",
        "fill-direct-memory, generation-service, out of memory (direct)",
        "leak-connections, billing-service, connection pool stuck",
        "block-event-loop, chat-service, event loop blocked",
        "block-threads, gateway-service, threads for blocking calls exhausted"
    })
    void isReplacedWithItsReasonToldWhenItDoesNotHeal(
            String provocation, String service, String reason, Stack stack, Sandbox sandbox) throws IOException {
        sandbox.kie(Map.of("latencyMinMs", 3000, "latencyMaxMs", 4000));
        Person anna = Person.newcomer(stack);
        String job = admitted(anna, anna.tryOnOrder(sandbox));
        ProcessMark before = stack.mark(service);

        long begun = provoke(provocation + ' ' + service, stack);
        Duration notReady = untilNotReady(before, begun);
        othersAreReady(service, stack);
        Duration back = untilReplaced(before, begun, stack);

        report(provocation, service, notReady, back);
        assertThat(stack.mark(service).lastEnd().reason()).contains(reason);
        assertThat(stack.ask("status"))
                .containsPattern(service + ".* ready, restarts: .*last end: .*" + literal(reason));
        assertThat(stack.ask("doctor"))
                .containsPattern(service + " is ready, after .* restarts; its last end: .*" + literal(reason));
        assertThat(notReady).isLessThanOrEqualTo(NOT_READY_LIMIT);
        assertThat(back).isLessThanOrEqualTo(BACK_LIMIT);
        assertThat(anna.ended(job, LIMIT).path("status").asString()).isEqualTo("COMPLETED");
        JourneyIT.freeActionsSettleAt(anna, 8);
    }

    /** What a restart does not mend: the same process is ready again once it has passed. */
    @ParameterizedTest
    @CsvSource({
        "fill-disk, generation-service, disk full",
        "turn-clock, auth-service, clock wrong",
        "turn-clock, gateway-service, clock wrong"
    })
    void isNotReadyAsLongAsItLasts(String provocation, String service, String reason, Stack stack) throws IOException {
        ProcessMark before = stack.mark(service);
        long begun = System.nanoTime();
        Files.writeString(file(stack), provocation + ' ' + service);

        Duration notReady = untilNotReady(before, begun);
        Await.until(
                "the reason to be written",
                LIMIT,
                PACE,
                () -> ProcessEnd.writtenReason(stack.directory(), service).orElse(""),
                written -> written.startsWith(reason));
        assertThat(new Http(URI.create(before.readiness()))
                        .send("GET", "", Map.of(), null)
                        .toString())
                .startsWith("503")
                .contains(reason);
        assertThat(stack.ask("status")).containsPattern(service + ".* not ready: " + reason);
        assertThat(stack.ask("doctor")).contains(service + " runs but is not ready because of " + reason);
        othersAreReady(service, stack);
        long mended = System.nanoTime();
        Files.delete(file(stack));
        Await.until("readiness", LIMIT, PACE, () -> isReady(before), ready -> ready);
        Duration back = since(mended);

        report(provocation, service, notReady, back);
        assertThat(stack.mark(service).identity()).isEqualTo(before.identity());
        assertThat(notReady).isLessThanOrEqualTo(NOT_READY_LIMIT);
        assertThat(back).isLessThanOrEqualTo(BACK_LIMIT);
    }

    @AfterEach
    void disarm(Stack stack) throws IOException {
        Files.deleteIfExists(file(stack));
    }

    private static Path file(Stack stack) {
        return Path.of(stack.setting("ATELIER_FAILPOINT_FILE"));
    }

    /** Returns when the process has taken it up. */
    private static long provoke(String what, Stack stack) throws IOException {
        Path file = file(stack);
        Files.writeString(file, what);
        Await.until(what, LIMIT, PACE, () -> Files.exists(file), there -> !there);
        return System.nanoTime();
    }

    private Duration untilNotReady(ProcessMark process, long begun) {
        Await.until(process.name() + " not to be ready", LIMIT, PACE, () -> isReady(process), ready -> !ready);
        return since(begun);
    }

    private Duration untilReplaced(ProcessMark before, long begun, Stack stack) {
        Await.until(
                "another " + before.name() + " to be ready",
                LIMIT,
                PACE,
                () -> stack.mark(before.name()),
                now -> !now.identity().equals(before.identity()) && isReady(now));
        return since(begun);
    }

    private void othersAreReady(String sick, Stack stack) {
        assertThat(SERVICES.stream()
                        .filter(service -> !service.equals(sick))
                        .filter(service -> isReady(stack.mark(service))))
                .hasSize(SERVICES.size() - 1);
    }

    private boolean isReady(ProcessMark process) {
        return readiness.isReady(URI.create(process.readiness()));
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static void report(String provocation, String service, Duration notReady, Duration back) {
        System.out.printf(
                Locale.ROOT,
                "GREY FAILURE %s of %s: not ready after %.1f s, back after %.1f s%n",
                provocation,
                service,
                notReady.toMillis() / 1000.0,
                back.toMillis() / 1000.0);
    }

    private static String literal(String text) {
        return text.replace("(", "\\(").replace(")", "\\)");
    }

    private static String admitted(Person person, Map<String, Object> order) {
        String key = UUID.randomUUID().toString();
        return Await.until(
                        "the job to be admitted",
                        LIMIT,
                        PACE,
                        () -> person.post("/api/v1/generations", order, key),
                        answer -> answer.status() == 202)
                .json()
                .path("id")
                .asString();
    }
}
