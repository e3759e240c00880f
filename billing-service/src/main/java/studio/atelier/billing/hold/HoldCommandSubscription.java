package studio.atelier.billing.hold;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.contracts.billing.CaptureHold;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.PlaceHolds;
import studio.atelier.contracts.billing.ReleaseHold;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.event.EventSubscription;

@Configuration(proxyBeanMethods = false)
class HoldCommandSubscription {

    @Bean
    EventSubscription holdCommandEvents(HoldCommandHandler commands) {
        return EventSubscription.forRepeatableHandlers(EventTopic.BILLING_COMMANDS, "holds")
                .onEvent(PlaceHold.class, received -> commands.placeHold(received.event()))
                .onEvent(PlaceHolds.class, received -> commands.placeHolds(received.event()))
                .onEvent(CaptureHold.class, received -> commands.captureHold(received.event()))
                .onEvent(ReleaseHold.class, received -> commands.releaseHold(received.event()));
    }
}
