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
    private final JobChanges changes;
    private final JobSteps steps;
    private final Balances balances;
    private final Signals signals;

    EraseJobs(JobRows rows, JobChanges changes, JobSteps steps, Balances balances, Signals signals) {
        this.rows = rows;
        this.changes = changes;
        this.steps = steps;
        this.balances = balances;
        this.signals = signals;
    }

    @Override
    public Mono<Void> erase(UserId person) {
        return rows.underWay(person)
                .concatMap(jobId -> changes.endedWhateverItDoes(jobId, Ending.cancelled()))
                .concatMap(job -> steps.end(job)
                        .then(signals.afterCommit(Signal.running(job.id())))
                        .then(signals.afterCommit(Signal.answered(job.id()))))
                .thenMany(changes.erased(person))
                .collectList()
                .flatMap(steps::forget)
                .then(balances.forget(person));
    }
}
