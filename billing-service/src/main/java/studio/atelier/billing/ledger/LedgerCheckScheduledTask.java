package studio.atelier.billing.ledger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.schedule.TaskSchedule;

/**
 * Checks each hour that rows, lots, holds and entries agree. A difference is a bug: it is logged as an error and
 * alerted.
 */
@Component
class LedgerCheckScheduledTask implements ScheduledTask {

    private static final Logger log = LoggerFactory.getLogger(LedgerCheckScheduledTask.class);
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final LedgerConsistencyAudit audit;
    private final AtomicInteger differing = new AtomicInteger();

    LedgerCheckScheduledTask(LedgerConsistencyAudit audit, MeterRegistry registry) {
        this.audit = audit;
        Gauge.builder("atelier.billing.ledger.differences", differing, AtomicInteger::get)
                .description("Accounts and units whose figures disagree, at the last check of this instance")
                .register(registry);
    }

    @Override
    public String name() {
        return "ledger-check";
    }

    @Override
    public String description() {
        return "Compares balances with lots, open holds and entries";
    }

    @Override
    public TaskSchedule schedule() {
        return new TaskSchedule.IntervalSchedule(INTERVAL);
    }

    @Override
    public Mono<String> runScheduledTask() {
        return audit.listDifferences()
                .doOnNext(difference -> log.error("Ledger check found a difference: {}", difference))
                .collectList()
                .doOnNext(differences -> differing.set(differences.size()))
                .map(LedgerCheckScheduledTask::describeDifferences);
    }

    private static String describeDifferences(List<String> differences) {
        return differences.isEmpty() ? "all agree" : differences.size() + " differences";
    }
}
