package studio.atelier.generation.job.payment;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.contracts.billing.HoldCaptured;
import studio.atelier.contracts.billing.HoldDeclined;
import studio.atelier.contracts.billing.HoldPlaced;
import studio.atelier.contracts.billing.HoldReleased;
import studio.atelier.contracts.billing.HoldSettlementRefused;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.generation.job.HoldAnswer;
import studio.atelier.platform.event.EventSubscription;

/** Subscribes to billing's answers about holds. */
@Configuration(proxyBeanMethods = false)
class HoldOutcomeSubscription {

    @Bean
    EventSubscription holdEvents(HoldOutcomeHandler handler) {
        return EventSubscription.forRepeatableHandlers(EventTopic.BILLING_EVENTS, "jobs")
                .onEvent(HoldPlaced.class, received -> handler.handle(HoldAnswer.from(received.event())))
                .onEvent(HoldDeclined.class, received -> handler.handle(HoldAnswer.from(received.event())))
                .onEvent(HoldCaptured.class, received -> handler.handle(HoldAnswer.from(received.event())))
                .onEvent(HoldReleased.class, received -> handler.handle(HoldAnswer.from(received.event())))
                .onEvent(HoldSettlementRefused.class, received -> handler.handle(HoldAnswer.from(received.event())));
    }
}
