package studio.atelier.chat.person;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.auth.UserErased;
import studio.atelier.contracts.auth.UserRegistered;
import studio.atelier.contracts.auth.UserUpdated;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.event.EventSubscription;
import studio.atelier.platform.language.SupportedLanguage;

/** Keeps users up to date with the auth service's events. */
@Configuration(proxyBeanMethods = false)
class BotUserSubscription {

    @Bean
    EventSubscription botUserEvents(BotUsers users) {
        return EventSubscription.forTopic(EventTopic.AUTH_EVENTS, "people")
                .onEvent(UserRegistered.class, received -> saveUser(users, received.event()))
                .onEvent(UserUpdated.class, received -> saveUser(users, received.event()))
                .onEvent(
                        UserErased.class,
                        received -> users.deleteUser(received.event().userId()));
    }

    private static Mono<Void> saveUser(BotUsers users, UserRegistered event) {
        return users.saveUser(event.userId(), event.telegramId(), SupportedLanguage.nearestTo(event.language()));
    }

    private static Mono<Void> saveUser(BotUsers users, UserUpdated event) {
        return users.saveUser(event.userId(), event.telegramId(), SupportedLanguage.nearestTo(event.language()));
    }
}
