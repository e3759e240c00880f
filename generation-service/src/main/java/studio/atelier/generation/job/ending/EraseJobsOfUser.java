package studio.atelier.generation.job.ending;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.erasure.PersonalDataStore;
import studio.atelier.generation.job.JobChangeFollowUp;
import studio.atelier.generation.job.JobEnding;
import studio.atelier.generation.job.JobTransitions;
import studio.atelier.generation.job.JobVisibility;
import studio.atelier.generation.job.StoredJobQueries;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.platform.balance.BalanceProjection;

/** Erases a user's jobs: unfinished jobs end without a charge, ended jobs keep only their figures. */
@Component
class EraseJobsOfUser implements PersonalDataStore {

    private final StoredJobQueries rows;
    private final JobVisibility visibility;
    private final JobTransitions transitions;
    private final JobChangeFollowUp followUp;
    private final BalanceProjection balances;
    private final GenerationSignals signals;

    EraseJobsOfUser(
            StoredJobQueries rows,
            JobVisibility visibility,
            JobTransitions transitions,
            JobChangeFollowUp followUp,
            BalanceProjection balances,
            GenerationSignals signals) {
        this.rows = rows;
        this.visibility = visibility;
        this.transitions = transitions;
        this.followUp = followUp;
        this.balances = balances;
        this.signals = signals;
    }

    @Override
    public Mono<Void> eraseUser(UserId user) {
        return rows.listUnfinishedJobIds(user)
                .map(JobEnding::erased)
                .collectList()
                .flatMapMany(transitions::endJobs)
                .concatMap(job -> signals.afterCommit(GenerationSignal.runningJobChanged(job.id()))
                        .then(signals.afterCommit(GenerationSignal.holdAnswered(job.id()))))
                .thenMany(visibility.eraseJobsOfUser(user))
                .collectList()
                .flatMap(followUp::evictStatuses)
                .then(balances.eraseBalance(user));
    }
}
