package studio.atelier.chat.balance;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import studio.atelier.contracts.auth.UserErased;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.balance.BalanceProjection;
import studio.atelier.platform.event.EventSubscription;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class BotUserBalanceConfiguration {

    @Bean
    BalanceProjection balanceProjection(DatabaseClient database, JsonMapper json, MeterRegistry meters) {
        return new BalanceProjection(database, json, meters);
    }

    @Bean
    EventSubscription balanceEvents(BalanceProjection balances) {
        return balances.subscribeToBalances("balances");
    }

    @Bean
    EventSubscription balanceErasureEvents(BalanceProjection balances) {
        return EventSubscription.forTopic(EventTopic.AUTH_EVENTS, "balances")
                .onEvent(
                        UserErased.class,
                        received -> balances.eraseBalance(received.event().userId()));
    }
}
