package studio.atelier.contracts.billing;

import java.util.UUID;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;

/**
 * Releases a hold. If the hold was never placed, a mark is kept that declines a later placement.
 *
 * @param reason stable code, for the history
 */
@EventType(value = "billing.release-hold.v1", topic = EventTopic.BILLING_COMMANDS)
public record ReleaseHold(UUID holdId, UserId userId, String reason) implements BillingCommand {}
