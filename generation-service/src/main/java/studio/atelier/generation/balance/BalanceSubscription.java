package studio.atelier.generation.balance;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.contracts.billing.BalanceChanged;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.event.EventSubscription;

/** Subscribes to billing's balances. */
@Configuration(proxyBeanMethods = false)
class BalanceSubscription {

    @Bean
    EventSubscription balanceEvents(UserBalanceProjection balances) {
        return EventSubscription.forProjection(EventTopic.BILLING_BALANCES, "projection")
                .onEvent(BalanceChanged.class, received -> balances.saveNewerBalance(received.event()));
    }
}
