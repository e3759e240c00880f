package studio.atelier.generation.job.admission;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.generation.job.JobProperties;
import studio.atelier.platform.balance.BalanceProjection;

/** The queue limits of users, by the plans in their last known balances. */
@Component
public class UserQueueLimits {

    private final BalanceProjection balances;
    private final JobProperties properties;

    UserQueueLimits(BalanceProjection balances, JobProperties properties) {
        this.balances = balances;
        this.properties = properties;
    }

    public Mono<JobProperties.PlanQueueLimits> findLimits(UserId user) {
        return balances.findBalance(user).map(this::toLimits).defaultIfEmpty(properties.planLimitsOf(null));
    }

    private JobProperties.PlanQueueLimits toLimits(Balance balance) {
        Balance.SubscriptionBalance plan = balance.plan();
        return properties.planLimitsOf(plan == null ? null : plan.code());
    }
}
