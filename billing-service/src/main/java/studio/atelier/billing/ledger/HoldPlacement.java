package studio.atelier.billing.ledger;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.PlaceHolds;

/**
 * Places one hold or a group of holds: all or none, all from one source.
 *
 * @param groupId null for a single hold
 * @param items at least one, each positive, no hold twice
 */
public record HoldPlacement(
        UserId userId,
        @Nullable UUID groupId,
        PriceUnit unit,
        Funding funding,
        String purpose,
        @Nullable Source expectedSource,
        Instant expiresAt,
        List<PlaceHolds.RequestedGroupHold> items)
        implements HoldCommand {

    private static final int MAX_ITEMS = 100;
    private static final int MAX_PURPOSE_LENGTH = 64;

    /**
     * Checks what does not depend on the balance.
     *
     * @throws IllegalArgumentException with a message that says what is wrong
     */
    public HoldPlacement {
        items = List.copyOf(items);
        requireThat(!items.isEmpty() && items.size() <= MAX_ITEMS, "a group must have 1 to 100 holds");
        requireThat(items.stream().allMatch(item -> item.amount() > 0), "the amount of a hold must be positive");
        requireThat(
                items.stream()
                                .map(PlaceHolds.RequestedGroupHold::holdId)
                                .distinct()
                                .count()
                        == items.size(),
                "a hold id is repeated");
        requireThat(unit != PriceUnit.UNKNOWN && funding != Funding.UNKNOWN, "the unit or the funding is unknown");
        requireThat(expectedSource != Source.UNKNOWN, "the expected source is unknown");
        requireThat(
                !purpose.isBlank() && purpose.length() <= MAX_PURPOSE_LENGTH,
                "the purpose must have 1 to 64 characters");
    }

    /** Converts a command for one hold. */
    public static HoldPlacement of(PlaceHold command) {
        return new HoldPlacement(
                command.userId(),
                null,
                command.unit(),
                command.funding(),
                command.purpose(),
                command.expectedSource(),
                command.expiresAt(),
                List.of(new PlaceHolds.RequestedGroupHold(command.holdId(), command.amount())));
    }

    /** Converts a command for a group. */
    public static HoldPlacement of(PlaceHolds command) {
        return new HoldPlacement(
                command.userId(),
                command.groupId(),
                command.unit(),
                command.funding(),
                command.purpose(),
                command.expectedSource(),
                command.expiresAt(),
                command.items());
    }

    private static void requireThat(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
