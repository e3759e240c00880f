package studio.atelier.contracts.billing;

import java.util.UUID;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;

/**
 * Charges a hold, in full or in part; the rest is released.
 *
 * @param amount units to charge, positive, at most what was held
 */
@EventType(value = "billing.capture-hold.v1", topic = EventTopic.BILLING_COMMANDS)
public record CaptureHold(UUID holdId, UserId userId, long amount) implements BillingCommand {}
