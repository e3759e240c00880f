package studio.atelier.generation.erasure;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.auth.UserErased;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.event.EventSubscription;

/** Subscribes to the erasure of users. */
@Configuration(proxyBeanMethods = false)
class ErasureSubscription {

    @Bean
    EventSubscription erasureEvents(List<PersonalDataStore> features) {
        return EventSubscription.forTopic(EventTopic.AUTH_EVENTS, "erasure")
                .onEvent(UserErased.class, received -> eraseAll(features, received.event()));
    }

    private static Mono<Void> eraseAll(List<PersonalDataStore> features, UserErased event) {
        return Flux.fromIterable(features)
                .concatMap(feature -> feature.eraseUser(event.userId()))
                .then();
    }
}
