package studio.atelier.bench.job;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import studio.atelier.bench.measure.Percentiles;
import studio.atelier.e2e.Sandbox;

/** When each job's image was requested from the sandbox, which simulates kie.ai. Both processes read the same clock. */
record ProviderCalls(Map<UUID, Instant> firstCalls) {

    private static final int ALL = 20_000;

    static ProviderCalls read(Sandbox sandbox, JobTable jobs) {
        Map<String, UUID> jobsByTask = jobs.jobsByProviderTask();
        Map<UUID, Instant> calls = new HashMap<>();
        sandbox.kieCalls(ALL).forEach(call -> {
            UUID job = jobsByTask.get(call.path("taskId").asString(""));
            if (job != null) {
                Instant at = Instant.parse(call.path("at").asString());
                calls.merge(job, at, (one, other) -> one.isBefore(other) ? one : other);
            }
        });
        return new ProviderCalls(calls);
    }

    /**
     * The time from each job's submission to its call of the provider.
     *
     * @throws IllegalStateException if a job has no call
     */
    Percentiles since(Map<UUID, Instant> submitted) {
        Percentiles times = new Percentiles();
        submitted.forEach((job, at) -> {
            Instant called = firstCalls.get(job);
            if (called == null) {
                throw new IllegalStateException("The provider was never called for job " + job);
            }
            times.add(Duration.between(at, called));
        });
        return times;
    }
}
