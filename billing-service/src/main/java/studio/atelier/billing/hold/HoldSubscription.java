package studio.atelier.billing.hold;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.contracts.billing.CaptureHold;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.PlaceHolds;
import studio.atelier.contracts.billing.ReleaseHold;
import studio.atelier.contracts.event.Topic;
import studio.atelier.platform.event.EventSubscription;

@Configuration(proxyBeanMethods = false)
class HoldSubscription {

    @Bean
    EventSubscription holdCommandsSubscription(HoldCommands commands) {
        return EventSubscription.to(Topic.BILLING_COMMANDS, "holds")
                .on(PlaceHold.class, received -> commands.place(received.event()))
                .on(PlaceHolds.class, received -> commands.place(received.event()))
                .on(CaptureHold.class, received -> commands.capture(received.event()))
                .on(ReleaseHold.class, received -> commands.release(received.event()));
    }
}
