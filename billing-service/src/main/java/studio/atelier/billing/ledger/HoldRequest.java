package studio.atelier.billing.ledger;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.PlaceHolds;
import studio.atelier.contracts.billing.PriceUnit;
import studio.atelier.contracts.billing.Source;

/**
 * Units to be set aside, for one item of work or for a group of them.
 *
 * @param groupId null for a single hold
 * @param items at least one, each positive, no hold twice
 */
public record HoldRequest(
        UserId userId,
        @Nullable UUID groupId,
        PriceUnit unit,
        Funding funding,
        String purpose,
        @Nullable Source expectedSource,
        Instant expiresAt,
        List<PlaceHolds.Item> items) {

    private static final int MAX_ITEMS = 100;
    private static final int MAX_PURPOSE_LENGTH = 64;

    /**
     * Checks what no balance can make right.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public HoldRequest {
        items = List.copyOf(items);
        require(!items.isEmpty() && items.size() <= MAX_ITEMS, "1 to 100 holds make a group");
        require(items.stream().allMatch(item -> item.amount() > 0), "a hold is of one unit or more");
        require(items.stream().map(PlaceHolds.Item::holdId).distinct().count() == items.size(), "a hold comes twice");
        require(unit != PriceUnit.UNKNOWN && funding != Funding.UNKNOWN, "unit or funding is not known");
        require(expectedSource != Source.UNKNOWN, "the expected source is not known");
        require(!purpose.isBlank() && purpose.length() <= MAX_PURPOSE_LENGTH, "the purpose has 1 to 64 characters");
    }

    /** What a command for one hold asks. */
    public static HoldRequest of(PlaceHold command) {
        return new HoldRequest(
                command.userId(),
                null,
                command.unit(),
                command.funding(),
                command.purpose(),
                command.expectedSource(),
                command.expiresAt(),
                List.of(new PlaceHolds.Item(command.holdId(), command.amount())));
    }

    /** What a command for a group asks. */
    public static HoldRequest of(PlaceHolds command) {
        return new HoldRequest(
                command.userId(),
                command.groupId(),
                command.unit(),
                command.funding(),
                command.purpose(),
                command.expectedSource(),
                command.expiresAt(),
                command.items());
    }

    private static void require(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
