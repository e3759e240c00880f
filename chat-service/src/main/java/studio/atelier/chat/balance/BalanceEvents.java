package studio.atelier.chat.balance;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.contracts.auth.UserErased;
import studio.atelier.contracts.billing.BalanceChanged;
import studio.atelier.contracts.event.Topic;
import studio.atelier.platform.event.EventSubscription;

/** Follows what billing says of balances. */
@Configuration(proxyBeanMethods = false)
class BalanceEvents {

    @Bean
    EventSubscription balances(Balances balances) {
        return EventSubscription.projection(Topic.BILLING_BALANCES, "balances")
                .on(BalanceChanged.class, received -> balances.note(received.event()));
    }

    @Bean
    EventSubscription balancesOfErasedPeople(Balances balances) {
        return EventSubscription.to(Topic.AUTH_EVENTS, "balances")
                .on(
                        UserErased.class,
                        received -> balances.forget(received.event().userId()));
    }
}
