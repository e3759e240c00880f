package studio.atelier.contracts.billing;

import java.time.Instant;
import java.util.UUID;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventType;
import studio.atelier.contracts.event.Topic;

/**
 * A hold was charged.
 *
 * @param amount units charged
 * @param late whether the hold had expired and the units were charged anew, or booked as a loss
 */
@EventType(value = "billing.hold-captured.v1", topic = Topic.BILLING_EVENTS)
public record HoldCaptured(UUID holdId, UserId userId, Source source, long amount, boolean late, Instant occurredAt)
        implements BillingEvent {}
