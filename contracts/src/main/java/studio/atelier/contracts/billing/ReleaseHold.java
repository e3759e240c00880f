package studio.atelier.contracts.billing;

import java.util.UUID;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;

/**
 * Gives the units of a hold back. For a hold that was never placed it leaves a mark that declines a later place.
 *
 * @param reason stable code of why, for the history
 */
@EventType(value = "billing.release-hold.v1", topic = EventTopic.BILLING_COMMANDS)
public record ReleaseHold(UUID holdId, UserId userId, String reason) implements BillingCommand {}
