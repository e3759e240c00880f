package studio.atelier.generation.job;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.balance.UserBalanceProjection;
import studio.atelier.generation.erasure.PersonalDataStore;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;

/** Forgets a person's jobs: what is under way ends without a charge, what has ended keeps its bare figures. */
@Component
class EraseJobsOfUser implements PersonalDataStore {

    private final StoredJobQueries rows;
    private final StoredJobUpdates changes;
    private final JobChangeFollowUp steps;
    private final UserBalanceProjection balances;
    private final GenerationSignals signals;

    EraseJobsOfUser(
            StoredJobQueries rows,
            StoredJobUpdates changes,
            JobChangeFollowUp steps,
            UserBalanceProjection balances,
            GenerationSignals signals) {
        this.rows = rows;
        this.changes = changes;
        this.steps = steps;
        this.balances = balances;
        this.signals = signals;
    }

    @Override
    public Mono<Void> eraseUser(UserId person) {
        return rows.listUnfinishedJobIds(person)
                .concatMap(jobId -> changes.endUnfinished(jobId, JobEndWithoutImage.ofCancellation()))
                .concatMap(job -> steps.finishJob(job)
                        .then(signals.afterCommit(GenerationSignal.runningJobChanged(job.id())))
                        .then(signals.afterCommit(GenerationSignal.holdAnswered(job.id()))))
                .thenMany(changes.eraseJobsOfUser(person))
                .collectList()
                .flatMap(steps::evictStatuses)
                .then(balances.eraseBalance(person));
    }
}
