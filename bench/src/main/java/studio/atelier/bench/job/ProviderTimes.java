package studio.atelier.bench.job;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.UUID;
import studio.atelier.bench.measure.Percentiles;
import studio.atelier.e2e.Sandbox;
import tools.jackson.databind.JsonNode;

/** When something happened to each job at the sandbox, which simulates kie.ai. All processes read the same clock. */
record ProviderTimes(Map<UUID, Instant> byJob) {

    private static final int ALL = 20_000;

    /** When each job's image was requested, for the first time. */
    static ProviderTimes ofCalls(Sandbox sandbox, JobTable jobs) {
        return read(sandbox.kieCalls(ALL), "at", jobs);
    }

    /** When the provider had finished each job's image. */
    static ProviderTimes ofEnds(Sandbox sandbox, JobTable jobs) {
        return read(sandbox.kieTasks(ALL), "endedAt", jobs);
    }

    private static ProviderTimes read(List<JsonNode> events, String time, JobTable jobs) {
        Map<String, UUID> jobsByTask = jobs.jobsByProviderTask();
        Map<UUID, Instant> times = new HashMap<>();
        events.forEach(event -> {
            UUID job = jobsByTask.get(event.path("taskId").asString(""));
            if (job != null && event.hasNonNull(time)) {
                Instant at = Instant.parse(event.path(time).asString());
                times.merge(job, at, (one, other) -> one.isBefore(other) ? one : other);
            }
        });
        return new ProviderTimes(times);
    }

    /**
     * The time from each job's moment to that at the provider.
     *
     * @throws IllegalStateException if a job has none at the provider
     */
    Percentiles since(Map<UUID, Instant> earlier) {
        Percentiles times = new Percentiles();
        earlier.forEach((job, at) -> times.add(Duration.between(at, timeOf(job))));
        return times;
    }

    /**
     * The time from that at the provider to each job's moment.
     *
     * @throws IllegalStateException if a job has none at the provider
     */
    Percentiles until(Map<UUID, Instant> later) {
        Percentiles times = new Percentiles();
        later.forEach((job, at) -> times.add(Duration.between(timeOf(job), at)));
        return times;
    }

    /** The mean time between two successive ones of these moments; NaN of fewer than two. */
    double meanMillisBetween(Instant begin, Instant end) {
        LongSummaryStatistics millis = byJob.values().stream()
                .filter(at -> at.isAfter(begin) && at.isBefore(end))
                .mapToLong(Instant::toEpochMilli)
                .summaryStatistics();
        return millis.getCount() < 2
                ? Double.NaN
                : (millis.getMax() - millis.getMin()) / (double) (millis.getCount() - 1);
    }

    private Instant timeOf(UUID job) {
        Instant time = byJob.get(job);
        if (time == null) {
            throw new IllegalStateException("The provider knows nothing of job " + job);
        }
        return time;
    }
}
