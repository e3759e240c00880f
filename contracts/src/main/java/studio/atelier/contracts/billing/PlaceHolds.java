package studio.atelier.contracts.billing;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;

/**
 * Requests several holds at once: all or none, and all from one source. Each is settled separately afterwards and has
 * an event of its own.
 *
 * @param groupId identifies the request; chosen by the requester
 * @param items one hold each, at least one, at most 100
 */
@EventType(value = "billing.place-holds.v1", topic = EventTopic.BILLING_COMMANDS)
public record PlaceHolds(
        UUID groupId,
        UserId userId,
        PriceUnit unit,
        Funding funding,
        String purpose,
        @Nullable Source expectedSource,
        Instant expiresAt,
        List<RequestedGroupHold> items)
        implements BillingCommand {

    /** Copies the items. */
    public PlaceHolds {
        items = List.copyOf(items);
    }

    /**
     * One hold of the group.
     *
     * @param amount units, positive
     */
    public record RequestedGroupHold(UUID holdId, long amount) {}
}
