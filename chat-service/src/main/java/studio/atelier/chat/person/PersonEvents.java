package studio.atelier.chat.person;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.auth.UserErased;
import studio.atelier.contracts.auth.UserRegistered;
import studio.atelier.contracts.auth.UserUpdated;
import studio.atelier.contracts.event.Topic;
import studio.atelier.platform.event.EventSubscription;

/** Follows what the auth service says of people. */
@Configuration(proxyBeanMethods = false)
class PersonEvents {

    @Bean
    EventSubscription people(People people) {
        return EventSubscription.to(Topic.AUTH_EVENTS, "people")
                .on(UserRegistered.class, received -> learn(people, received.event()))
                .on(UserUpdated.class, received -> learn(people, received.event()))
                .on(UserErased.class, received -> people.forget(received.event().userId()));
    }

    private static Mono<Void> learn(People people, UserRegistered event) {
        return people.learn(event.userId(), event.telegramId(), Language.nearest(event.language()));
    }

    private static Mono<Void> learn(People people, UserUpdated event) {
        return people.learn(event.userId(), event.telegramId(), Language.nearest(event.language()));
    }
}
