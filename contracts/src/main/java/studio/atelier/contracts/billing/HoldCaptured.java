package studio.atelier.contracts.billing;

import java.time.Instant;
import java.util.UUID;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;

/**
 * A hold was charged.
 *
 * @param amount units charged
 * @param late whether the hold had expired, so that the units were charged again or booked as a loss
 */
@EventType(value = "billing.hold-captured.v1", topic = EventTopic.BILLING_EVENTS)
public record HoldCaptured(UUID holdId, UserId userId, Source source, long amount, boolean late, Instant occurredAt)
        implements BillingEvent {}
