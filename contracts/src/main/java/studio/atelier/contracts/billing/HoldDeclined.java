package studio.atelier.contracts.billing;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;

/**
 * No units were set aside.
 *
 * @param required units that the request needed (for the whole group, if it was one)
 * @param available the most that any one permitted source could have paid
 * @param offers what the user could buy instead, cheapest first; empty if the balance is not the reason
 */
@EventType(value = "billing.hold-declined.v1", topic = EventTopic.BILLING_EVENTS)
public record HoldDeclined(
        UUID holdId,
        UserId userId,
        @Nullable UUID groupId,
        DeclineReason reason,
        long required,
        long available,
        List<Offer> offers,
        Instant occurredAt)
        implements BillingEvent {

    /** Copies the offers. */
    public HoldDeclined {
        offers = List.copyOf(offers);
    }
}
