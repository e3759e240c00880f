package studio.atelier.contracts.billing;

import java.time.Instant;
import java.util.UUID;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;

/**
 * A hold ended without a charge.
 *
 * @param expired whether it expired
 */
@EventType(value = "billing.hold-released.v1", topic = EventTopic.BILLING_EVENTS)
public record HoldReleased(UUID holdId, UserId userId, boolean expired, Instant occurredAt) implements BillingEvent {}
