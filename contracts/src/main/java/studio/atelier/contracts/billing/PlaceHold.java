package studio.atelier.contracts.billing;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;

/**
 * Requests a hold for one item of work. A repetition with the same id and content has no effect.
 *
 * @param holdId chosen by the requester; identifies the hold permanently
 * @param amount units of {@code unit}, positive; the price fixed in the requester's quote
 * @param purpose wire name of what is bought, such as {@code try-on}; shown in the history
 * @param expectedSource if set, the hold is declined when another source would pay
 * @param expiresAt when the hold expires: the last deadline of the work and 24 h
 */
@EventType(value = "billing.place-hold.v1", topic = EventTopic.BILLING_COMMANDS)
public record PlaceHold(
        UUID holdId,
        UserId userId,
        PriceUnit unit,
        long amount,
        Funding funding,
        String purpose,
        @Nullable Source expectedSource,
        Instant expiresAt)
        implements BillingCommand {}
