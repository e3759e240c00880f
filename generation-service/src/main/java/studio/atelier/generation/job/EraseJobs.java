package studio.atelier.generation.job;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.balance.Balances;
import studio.atelier.generation.erasure.PersonalData;
import studio.atelier.generation.signal.Signal;
import studio.atelier.generation.signal.Signals;

/** Forgets a person's jobs: what is under way ends without a charge, what has ended keeps its bare figures. */
@Component
class EraseJobs implements PersonalData {

    private final JobRows rows;
    private final JobSteps steps;
    private final Balances balances;
    private final Signals signals;
    private final JobProperties properties;

    EraseJobs(JobRows rows, JobSteps steps, Balances balances, Signals signals, JobProperties properties) {
        this.rows = rows;
        this.steps = steps;
        this.balances = balances;
        this.signals = signals;
        this.properties = properties;
    }

    @Override
    public Mono<Void> erase(UserId person) {
        return rows.underWay(person)
                .concatMap(jobId ->
                        rows.endedWhateverItDoes(jobId, JobRows.Ending.cancelled(), properties.askAgainAfter(0)))
                .concatMap(job -> steps.end(job)
                        .then(signals.afterCommit(Signal.running(job.id())))
                        .then(signals.afterCommit(Signal.answered(job.id()))))
                .then(rows.erased(person))
                .then(balances.forget(person));
    }
}
