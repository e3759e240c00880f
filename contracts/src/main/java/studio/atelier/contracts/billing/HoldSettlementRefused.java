package studio.atelier.contracts.billing;

import java.time.Instant;
import java.util.UUID;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;

/** A capture or release was refused; the hold is unchanged. */
@EventType(value = "billing.hold-settlement-refused.v1", topic = EventTopic.BILLING_EVENTS)
public record HoldSettlementRefused(UUID holdId, UserId userId, RefusalReason reason, Instant occurredAt)
        implements BillingEvent {}
