package studio.atelier.generation.job;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.contracts.billing.HoldCaptured;
import studio.atelier.contracts.billing.HoldDeclined;
import studio.atelier.contracts.billing.HoldPlaced;
import studio.atelier.contracts.billing.HoldReleased;
import studio.atelier.contracts.billing.HoldSettlementRefused;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.event.EventSubscription;

/** Reads billing's answers. */
@Configuration(proxyBeanMethods = false)
class HoldOutcomeSubscription {

    @Bean
    EventSubscription holdEvents(HoldOutcomeHandler answers) {
        return EventSubscription.forTopic(EventTopic.BILLING_EVENTS, "jobs")
                .onEvent(HoldPlaced.class, received -> answers.handlePlaced(received.event()))
                .onEvent(HoldDeclined.class, received -> answers.handleDeclined(received.event()))
                .onEvent(HoldCaptured.class, received -> answers.handleCaptured(received.event()))
                .onEvent(HoldReleased.class, received -> answers.handleReleased(received.event()))
                .onEvent(HoldSettlementRefused.class, received -> answers.handleSettlementRefused(received.event()));
    }
}
