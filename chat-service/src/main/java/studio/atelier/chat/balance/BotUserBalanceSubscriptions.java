package studio.atelier.chat.balance;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.contracts.auth.UserErased;
import studio.atelier.contracts.billing.BalanceChanged;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.event.EventSubscription;

/** Keeps balances up to date with billing's events. */
@Configuration(proxyBeanMethods = false)
class BotUserBalanceSubscriptions {

    @Bean
    EventSubscription balances(BotUserBalances balances) {
        return EventSubscription.forProjection(EventTopic.BILLING_BALANCES, "balances")
                .onEvent(BalanceChanged.class, received -> balances.saveBalance(received.event()));
    }

    @Bean
    EventSubscription balancesOfErasedPeople(BotUserBalances balances) {
        return EventSubscription.forTopic(EventTopic.AUTH_EVENTS, "balances")
                .onEvent(
                        UserErased.class,
                        received -> balances.eraseBalance(received.event().userId()));
    }
}
