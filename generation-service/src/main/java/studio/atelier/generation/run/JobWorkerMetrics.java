package studio.atelier.generation.run;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.task.TaskLease;

/** Metrics of runs and providers for the operator's dashboards. */
@Component
public class JobWorkerMetrics {

    private final MeterRegistry meters;

    JobWorkerMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Times a call to a provider, by outcome; a cancelled one too. */
    <T> Mono<T> timeCall(String provider, String call, Mono<T> work) {
        return Mono.defer(() -> {
            Timer.Sample sample = Timer.start(meters);
            AtomicReference<String> outcome = new AtomicReference<>("cancelled");
            return work.doOnSuccess(done -> outcome.set("ok"))
                    .doOnError(error -> outcome.set(toOutcomeTag(error)))
                    .doFinally(end -> sample.stop(findCallTimer(provider, call, outcome.get())));
        });
    }

    private Timer findCallTimer(String provider, String call, String outcome) {
        return meters.timer("atelier.provider.calls", "provider", provider, "call", call, "outcome", outcome);
    }

    private static String toOutcomeTag(Throwable error) {
        return error instanceof ProviderException known
                ? known.getClass().getSimpleName().toLowerCase(Locale.ROOT)
                : "error";
    }

    public void recordClaim(TaskLease lease, Instant now) {
        meters.timer("atelier.generation.queue.wait", "queue", lease.queue())
                .record(Duration.between(lease.enqueuedAt(), now));
    }

    void recordJobEnd(Job job) {
        Instant started =
                Objects.requireNonNullElse(job.times().startedAt(), job.times().createdAt());
        Instant finished = Objects.requireNonNullElse(job.times().finishedAt(), started);
        meters.timer(
                        "atelier.generation.run",
                        "model",
                        job.work().model(),
                        "status",
                        job.status().name(),
                        "error",
                        Objects.requireNonNullElse(job.errorCode(), "none"))
                .record(Duration.between(started, finished));
    }

    void countResumption(String provider) {
        meters.counter("atelier.provider.resumed", "provider", provider).increment();
    }

    void countCapReached(String budget) {
        meters.counter("atelier.provider.cap.reached", "budget", budget).increment();
    }

    void countAccountTrouble(String provider) {
        meters.counter("atelier.provider.account.trouble", "provider", provider).increment();
    }

    public void countLeasesLost(int count) {
        meters.counter("atelier.generation.leases.lost").increment(count);
    }
}
