package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Many jobs at all providers, of which four fail in one of three calls: each job ends, and is paid or refunded. The
 * jobs of the two others do not wait for them; how long the slowest in a hundred take, with the faults and without, is
 * printed. {@code -Datelier.e2e.jobs=5000} makes that many jobs.
 */
@WholeStack
class ProviderLoadIT {

    private static final int JOBS = Integer.getInteger("atelier.e2e.jobs", 150);
    private static final int USERS_AT_ONCE = 8;
    private static final int WARM_UP_USERS = 4;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Each user orders an image of each of them, which takes nine of the ten free actions. */
    private static final Map<String, Long> PRICES = Map.of(
            "nano-banana-2", 2L, "gpt-image-2", 3L, "flux", 1L, "pollinations", 1L, "venice", 1L, "sdxl-local", 1L);

    private static final Map<String, String> UNDISTURBED = Map.of("gpt-image-2", "openai", "sdxl-local", "a1111");

    /** What goes wrong with three calls in ten of each of these providers. */
    private static final Map<String, Map<String, Double>> FAULTS = Map.of(
            "kie",
            Map.of("SERVER_ERROR", 0.1, "CREATED_BUT_TIMED_OUT", 0.05, "TASK_FAILS", 0.1, "UNDECODABLE_PICTURE", 0.05),
            "replicate",
            Map.of("TOO_MANY_REQUESTS", 0.1, "DONE_BUT_TIMED_OUT", 0.05, "TASK_FAILS", 0.1, "WRONG_MIME", 0.05),
            "pollinations",
            Map.of("SERVER_ERROR", 0.1, "QUEUE_FULL", 0.1, "HANGS", 0.05, "EMPTY_RESULT", 0.05),
            "venice",
            Map.of("UNAVAILABLE", 0.1, "RESETS", 0.1, "HANGS", 0.05, "CONTENT_VIOLATION", 0.05));

    @Test
    void endsAndSettlesEveryJobAndLetsNoProviderWaitForAnother(Stack stack, Sandbox sandbox) {
        makeFast(sandbox);
        int users = Math.ceilDiv(JOBS, PRICES.size());
        // A service that has just started is slower than any fault makes it.
        orderImages(WARM_UP_USERS, stack);
        List<JsonNode> calm = orderImages(Math.ceilDiv(users, 3), stack);
        FAULTS.forEach((provider, rates) -> sandbox.provider(provider, Map.of("rates", rates)));

        List<JsonNode> disturbed = orderImages(users, stack);

        assertThat(calm)
                .allSatisfy(job ->
                        assertThat(job.path("status").asString()).as("%s", job).isEqualTo("COMPLETED"));
        report(disturbed);
        UNDISTURBED.forEach((model, provider) -> {
            assertThat(jobsOf(model, disturbed))
                    .allSatisfy(job -> assertThat(job.path("status").asString() + " by "
                                    + job.path("provider").asString())
                            .as("%s", job)
                            .isEqualTo("COMPLETED by " + provider));
            compare(provider, jobsOf(model, calm), jobsOf(model, disturbed));
        });
    }

    /** The fewer seconds go into drawing, the more of them show the queues; pictures of Pollinations must differ. */
    private static void makeFast(Sandbox sandbox) {
        Map<String, Object> fast = Map.of("latencyMinMs", 100, "latencyMaxMs", 300);
        Stream.concat(Stream.of("kie"), Sandbox.OTHER_PROVIDERS.stream()).forEach(provider -> {
            sandbox.provider(provider, fast);
            sandbox.provider(provider, Map.of("drawing", provider.equals("pollinations") ? "REAL" : "TINY"));
        });
        sandbox.kie(Map.of("accountLimit", false));
    }

    private static List<JsonNode> orderImages(int users, Stack stack) {
        List<Callable<List<JsonNode>>> sessions = new ArrayList<>();
        for (int user = 0; user < users; user++) {
            boolean asBatch = user % 2 == 0;
            sessions.add(() -> orderImages(asBatch, Person.newcomer(stack)));
        }
        return Parallel.callAll(USERS_AT_ONCE, sessions).stream()
                .flatMap(List::stream)
                .toList();
    }

    private static List<JsonNode> orderImages(boolean asBatch, Person user) {
        List<Map<String, Object>> orders = PRICES.keySet().stream()
                .map(model -> Person.modelOrder(model, "a kite for " + user.userId()))
                .toList();
        List<String> jobs = asBatch
                ? user.post("/api/v1/generations", Person.batchOrder(orders))
                        .json()
                        .path("items")
                        .valueStream()
                        .map(item -> item.path("id").asString())
                        .toList()
                : orders.stream().map(user::submit).toList();
        assertThat(jobs).hasSameSizeAs(orders);
        List<JsonNode> ended = jobs.stream().map(job -> user.ended(job, LIMIT)).toList();
        checkCharges(ended, user);
        return ended;
    }

    private static void checkCharges(List<JsonNode> ended, Person user) {
        List<String> charged = ended.stream()
                .filter(job -> job.path("status").asString().equals("COMPLETED"))
                .map(job -> "charged -" + PRICES.get(job.path("model").asString()))
                .toList();
        long spent = charged.stream()
                .mapToLong(charge -> -Long.parseLong(charge.substring("charged ".length())))
                .sum();
        JourneyIT.freeActionsSettleAt(user, 10 - spent);
        assertThat(user.charges(LIMIT)).containsExactlyInAnyOrderElementsOf(charged);
    }

    private static void report(List<JsonNode> jobs) {
        System.out.printf(
                "PROVIDER LOAD %d jobs with faults: %s%n",
                jobs.size(),
                jobs.stream()
                        .map(job -> job.path("model").asString() + " "
                                + job.at("/error/code")
                                        .asString("by " + job.path("provider").asString()))
                        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting())));
    }

    /** The bound is loose, since on a busy machine a hundredth of some dozens of jobs is chance. */
    private static void compare(String provider, List<JsonNode> calm, List<JsonNode> disturbed) {
        Duration before = slowestOfAHundred(calm);
        Duration now = slowestOfAHundred(disturbed);
        System.out.printf(
                Locale.ROOT,
                "PROVIDER LOAD p99 of %s: %d ms without faults of others (%d jobs), %d ms with them (%d jobs): %.2f%n",
                provider,
                before.toMillis(),
                calm.size(),
                now.toMillis(),
                disturbed.size(),
                (double) now.toMillis() / before.toMillis());
        assertThat(now).isLessThan(before.multipliedBy(3).plusSeconds(3));
    }

    private static Duration slowestOfAHundred(List<JsonNode> jobs) {
        List<Duration> times = new ArrayList<>();
        jobs.forEach(job -> times.add(Duration.between(time(job, "createdAt"), time(job, "finishedAt"))));
        Collections.sort(times);
        return times.get(Math.ceilDiv(times.size() * 99, 100) - 1);
    }

    private static Instant time(JsonNode job, String name) {
        return Instant.parse(job.path(name).asString());
    }

    private static List<JsonNode> jobsOf(String model, List<JsonNode> jobs) {
        return jobs.stream()
                .filter(job -> job.path("model").asString().equals(model))
                .toList();
    }
}
