package studio.atelier.billing.account;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.contracts.auth.UserErased;
import studio.atelier.contracts.auth.UserRegistered;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.event.EventSubscription;

@Configuration(proxyBeanMethods = false)
class AccountSubscription {

    @Bean
    EventSubscription accountEvents(AccountLifecycle accounts) {
        return EventSubscription.forTopic(EventTopic.AUTH_EVENTS, "accounts")
                .onEvent(
                        UserRegistered.class,
                        received ->
                                accounts.readAccount(received.event().userId()).then())
                .onEvent(
                        UserErased.class,
                        received -> accounts.closeAccount(received.event().userId()));
    }
}
