package studio.atelier.generation.balance;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import studio.atelier.platform.balance.BalanceProjection;
import studio.atelier.platform.event.EventSubscription;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class BalanceConfiguration {

    @Bean
    BalanceProjection balanceProjection(DatabaseClient database, JsonMapper json) {
        return new BalanceProjection(database, json);
    }

    @Bean
    EventSubscription balanceEvents(BalanceProjection balances) {
        return balances.subscribeToBalances("projection");
    }
}
