package studio.atelier.chat.person;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.auth.UserErased;
import studio.atelier.contracts.auth.UserRegistered;
import studio.atelier.contracts.auth.UserUpdated;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.event.EventSubscription;

/** Follows what the auth service says of people. */
@Configuration(proxyBeanMethods = false)
class BotUserSubscription {

    @Bean
    EventSubscription people(BotUsers people) {
        return EventSubscription.forTopic(EventTopic.AUTH_EVENTS, "people")
                .onEvent(UserRegistered.class, received -> saveUser(people, received.event()))
                .onEvent(UserUpdated.class, received -> saveUser(people, received.event()))
                .onEvent(
                        UserErased.class,
                        received -> people.deleteUser(received.event().userId()));
    }

    private static Mono<Void> saveUser(BotUsers people, UserRegistered event) {
        return people.saveUser(event.userId(), event.telegramId(), BotLanguage.nearestTo(event.language()));
    }

    private static Mono<Void> saveUser(BotUsers people, UserUpdated event) {
        return people.saveUser(event.userId(), event.telegramId(), BotLanguage.nearestTo(event.language()));
    }
}
