package studio.atelier.generation.balance;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.contracts.billing.BalanceChanged;
import studio.atelier.contracts.event.Topic;
import studio.atelier.platform.event.EventSubscription;

/** Reads billing's balances. */
@Configuration(proxyBeanMethods = false)
class BalanceSubscription {

    @Bean
    EventSubscription balanceEvents(Balances balances) {
        return EventSubscription.projection(Topic.BILLING_BALANCES, "projection")
                .on(BalanceChanged.class, received -> balances.keep(received.event()));
    }
}
