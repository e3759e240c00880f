package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * A process that dies between any two steps of a job leaves one image and one charge. {@link FaultRound} says how to
 * repeat each with other chances.
 */
@WholeStack
class FailpointIT {

    private static final String WORKER = "generation-service";
    private static final String LEDGER = "billing-service";
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Duration UNTIL_DEATH = Duration.ofSeconds(90);
    private static final int MOST_JOBS = 3;
    private static final List<String> CALLBACK_FAULTS = List.of("CALLBACK_LOST", "CALLBACK_TWICE", "CALLBACK_LATE");

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource
    void endsRightWhenItsWorkerDies(String point, FaultRound round, Stack stack, Sandbox sandbox) throws IOException {
        dieBeforeTheJobsEnd(point, WORKER, round, stack, sandbox);
    }

    static Stream<Arguments> endsRightWhenItsWorkerDies() {
        return FaultRound.ofEach(
                "after-hold",
                "after-claim",
                "before-create",
                "after-provider-reply",
                "before-capture",
                "after-capture");
    }

    /** A prediction whose id is known is resumed: no second one is paid for. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource
    void resumesAPredictionWhenItsWorkerDies(String point, FaultRound round, Stack stack, Sandbox sandbox)
            throws IOException {
        Person anna = Person.newcomer(stack);

        List<String> jobs = dieInCallsOf("flux", point, round, anna, stack);

        endWithOneImageAndOneChargeEach(jobs, 1, anna);
        assertThat(sandbox.imagesBilled("replicate")).isEqualTo(jobs.size());
    }

    static Stream<Arguments> resumesAPredictionWhenItsWorkerDies() {
        return FaultRound.ofEach("before-capture");
    }

    /**
     * A provider that answers with the image has no task to resume, so a second call may be paid for; so it may at
     * Replicate if its webhook gives up naming the task before the next worker is there.
     */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource
    void callsAtMostTwiceWhenItsWorkerDies(String pointAndModel, FaultRound round, Stack stack, Sandbox sandbox)
            throws IOException {
        String[] where = pointAndModel.split(" ", -1);
        sandbox.provider("replicate", Map.of("latencyMinMs", 5000, "latencyMaxMs", 6000));
        Person anna = Person.newcomer(stack);

        List<String> jobs = dieInCallsOf(where[1], where[0], round, anna, stack);

        endWithOneImageAndOneChargeEach(jobs, 1, anna);
        String provider = where[1].equals("flux") ? "replicate" : where[1];
        assertThat(sandbox.imagesBilled(provider)).isBetween((long) jobs.size(), 2L * jobs.size());
    }

    static Stream<Arguments> callsAtMostTwiceWhenItsWorkerDies() {
        return FaultRound.ofEach("after-provider-reply venice", "after-provider-reply flux");
    }

    private static List<String> dieInCallsOf(String model, String point, FaultRound round, Person user, Stack stack)
            throws IOException {
        int most = round.chances(point + model).nextInt(MOST_JOBS);
        List<Map<String, Object>> orders = IntStream.rangeClosed(0, most)
                .mapToObj(job -> Person.modelOrder(model, "kite " + job))
                .toList();
        Death death = new Death(point, WORKER, stack);
        List<String> jobs = submit(orders, user);
        death.await();
        return jobs;
    }

    /** The hold command and billing's answer are redelivered and take effect once. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource
    void asksForUnitsOnceWhenDeliveriesAreRepeated(String point, FaultRound round, Stack stack, Sandbox sandbox)
            throws IOException {
        dieBeforeTheJobsEnd(point, WORKER, round, stack, sandbox);
    }

    static Stream<Arguments> asksForUnitsOnceWhenDeliveriesAreRepeated() {
        return FaultRound.ofEach(
                "before-outbox-mark generation-service", "before-ack generation-service.billing.events.v1.jobs");
    }

    /** The capture command and the event of the charge are redelivered and take effect once. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource
    void chargesOnceWhenDeliveriesAreRepeated(String point, FaultRound round, Stack stack, Sandbox sandbox)
            throws IOException {
        sandbox.kie(Map.of("latencyMinMs", 2000, "latencyMaxMs", 2500));
        Person anna = Person.newcomer(stack);
        List<String> jobs = submit(ordersOf(anna, round.chances(point), sandbox), anna);
        Await.until(
                "the holds' events to be out", LIMIT, () -> sandbox.kieTasks().size(), tasks -> tasks == jobs.size());
        Death death = new Death(point, LEDGER, stack);

        death.await();

        endWithOnePictureAndOneChargeEach(jobs, anna, sandbox);
    }

    static Stream<Arguments> chargesOnceWhenDeliveriesAreRepeated() {
        return FaultRound.ofEach(
                "before-ack billing-service.billing.commands.v1.holds", "before-outbox-mark billing-service");
    }

    private static void dieBeforeTheJobsEnd(
            String point, String service, FaultRound round, Stack stack, Sandbox sandbox) throws IOException {
        RandomGenerator chances = round.chances(point);
        sandbox.kie(behaviour(chances));
        Person anna = Person.newcomer(stack);
        List<Map<String, Object>> orders = ordersOf(anna, chances, sandbox);
        Death death = new Death(point, service, stack);

        List<String> jobs = submit(orders, anna);
        death.await();

        endWithOnePictureAndOneChargeEach(jobs, anna, sandbox);
    }

    /** How long kie.ai takes, and what becomes of its callbacks. */
    private static Map<String, Object> behaviour(RandomGenerator chances) {
        int fastest = chances.nextInt(1500);
        String callbackFault = CALLBACK_FAULTS.get(chances.nextInt(CALLBACK_FAULTS.size()));
        return Map.of(
                "latencyMinMs",
                fastest,
                "latencyMaxMs",
                fastest + chances.nextInt(500),
                "callbackDelayMs",
                chances.nextInt(3000),
                "rates",
                Map.of(callbackFault, chances.nextInt(2)));
    }

    private static List<Map<String, Object>> ordersOf(Person user, RandomGenerator chances, Sandbox sandbox) {
        return IntStream.rangeClosed(0, chances.nextInt(MOST_JOBS))
                .mapToObj(job -> user.tryOnOrder(sandbox))
                .toList();
    }

    private static List<String> submit(List<Map<String, Object>> orders, Person user) {
        return orders.stream()
                .map(order -> user.submitUntilAdmitted(order, LIMIT))
                .toList();
    }

    private static void endWithOnePictureAndOneChargeEach(List<String> jobs, Person anna, Sandbox sandbox) {
        endWithOneImageAndOneChargeEach(jobs, 2, anna);
        assertThat(sandbox.kieTasks()).hasSizeBetween(jobs.size(), 2 * jobs.size());
    }

    private static void endWithOneImageAndOneChargeEach(List<String> jobs, long price, Person anna) {
        for (String job : jobs) {
            JsonNode ended = anna.ended(job, LIMIT);
            assertThat(ended.path("status").asString()).as("%s", ended).isEqualTo("COMPLETED");
            assertThat(ended.path("images").size()).as("%s", ended).isEqualTo(1);
        }
        Await.until(
                "the charges to be on the account",
                LIMIT,
                anna::balance,
                balance -> hasPaid(balance, price * jobs.size()));
        assertThat(anna.charges(LIMIT)).hasSameSizeAs(jobs).containsOnly("charged -" + price);
    }

    private static boolean hasPaid(JsonNode balance, long actions) {
        return balance.at("/free/actionsLeft").asLong() == 10 - actions
                && balance.at("/held/actions").asLong() == 0;
    }

    /** The death of a process at a failpoint, and its restart. */
    private static final class Death {

        private final String point;
        private final String service;
        private final Stack stack;
        private final long before;

        Death(String point, String service, Stack stack) throws IOException {
            this.point = point;
            this.service = service;
            this.stack = stack;
            this.before = stack.process(service).pid();
            Files.writeString(WholeStack.Extension.failpointFile(stack), point);
        }

        void await() {
            Path armed = WholeStack.Extension.failpointFile(stack);
            Await.until("a death at " + point, UNTIL_DEATH, () -> Files.exists(armed), there -> !there);
            Await.until(
                    "another " + service, LIMIT, () -> stack.process(service).pid(), pid -> pid != before);
        }
    }
}
