package studio.atelier.generation.balance;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import studio.atelier.platform.balance.BalanceProjection;
import studio.atelier.platform.event.EventSubscription;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class BalanceConfiguration {

    @Bean
    BalanceProjection balanceProjection(DatabaseClient database, JsonMapper json, MeterRegistry meters) {
        return new BalanceProjection(database, json, meters);
    }

    @Bean
    EventSubscription balanceEvents(BalanceProjection balances) {
        return balances.subscribeToBalances("projection");
    }
}
