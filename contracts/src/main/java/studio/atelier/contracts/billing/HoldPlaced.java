package studio.atelier.contracts.billing;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;

/**
 * Units are set aside.
 *
 * @param groupId the group it was requested in, if any
 */
@EventType(value = "billing.hold-placed.v1", topic = EventTopic.BILLING_EVENTS)
public record HoldPlaced(
        UUID holdId,
        UserId userId,
        @Nullable UUID groupId,
        Source source,
        long amount,
        Instant expiresAt,
        Instant occurredAt)
        implements BillingEvent {}
