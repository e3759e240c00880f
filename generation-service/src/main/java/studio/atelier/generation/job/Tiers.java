package studio.atelier.generation.job;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.Balance;
import studio.atelier.generation.balance.Balances;

/** What users' plans give them, as far as the last known balances tell. */
@Component
class Tiers {

    private final Balances balances;
    private final JobProperties properties;

    Tiers(Balances balances, JobProperties properties) {
        this.balances = balances;
        this.properties = properties;
    }

    Mono<JobProperties.Tier> of(UserId user) {
        return balances.of(user).map(this::tier).defaultIfEmpty(properties.tierOf(null));
    }

    private JobProperties.Tier tier(Balance balance) {
        Balance.Plan plan = balance.plan();
        return properties.tierOf(plan == null ? null : plan.code());
    }
}
