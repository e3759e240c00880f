package studio.atelier.generation.job;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.contracts.billing.HoldCaptured;
import studio.atelier.contracts.billing.HoldDeclined;
import studio.atelier.contracts.billing.HoldPlaced;
import studio.atelier.contracts.billing.HoldReleased;
import studio.atelier.contracts.billing.HoldSettlementRefused;
import studio.atelier.contracts.event.Topic;
import studio.atelier.platform.event.EventSubscription;

/** Reads billing's answers. */
@Configuration(proxyBeanMethods = false)
class HoldSubscription {

    @Bean
    EventSubscription holdEvents(HoldAnswers answers) {
        return EventSubscription.to(Topic.BILLING_EVENTS, "jobs")
                .on(HoldPlaced.class, received -> answers.placed(received.event()))
                .on(HoldDeclined.class, received -> answers.declined(received.event()))
                .on(HoldCaptured.class, received -> answers.captured(received.event()))
                .on(HoldReleased.class, received -> answers.released(received.event()))
                .on(HoldSettlementRefused.class, received -> answers.settlementRefused(received.event()));
    }
}
