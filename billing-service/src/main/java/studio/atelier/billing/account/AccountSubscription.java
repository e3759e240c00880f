package studio.atelier.billing.account;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.contracts.auth.UserErased;
import studio.atelier.contracts.auth.UserRegistered;
import studio.atelier.contracts.event.Topic;
import studio.atelier.platform.event.EventSubscription;

@Configuration(proxyBeanMethods = false)
class AccountSubscription {

    @Bean
    EventSubscription accountLifeSubscription(Accounts accounts) {
        return EventSubscription.to(Topic.AUTH_EVENTS, "accounts")
                .on(
                        UserRegistered.class,
                        received -> accounts.read(received.event().userId()).then())
                .on(
                        UserErased.class,
                        received -> accounts.close(received.event().userId()));
    }
}
