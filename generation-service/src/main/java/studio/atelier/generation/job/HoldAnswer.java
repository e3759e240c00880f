package studio.atelier.generation.job;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.DeclineReason;
import studio.atelier.contracts.billing.HoldCaptured;
import studio.atelier.contracts.billing.HoldDeclined;
import studio.atelier.contracts.billing.HoldPlaced;
import studio.atelier.contracts.billing.HoldReleased;
import studio.atelier.contracts.billing.HoldSettlementRefused;
import studio.atelier.contracts.billing.RefusalReason;

/**
 * Billing's answer to a command about a hold.
 *
 * @param source what pays, if the hold is placed
 * @param decline why there is no hold, if it was asked for
 * @param refusal why a capture or a release is refused
 */
public record HoldAnswer(
        UserId user,
        UUID holdId,
        HoldAnswerKind kind,
        @Nullable Source source,
        @Nullable JobPaymentDecline decline,
        @Nullable RefusalReason refusal) {

    public static HoldAnswer from(HoldPlaced event) {
        return new HoldAnswer(event.userId(), event.holdId(), HoldAnswerKind.PLACED, event.source(), null, null);
    }

    public static HoldAnswer from(HoldDeclined event) {
        return new HoldAnswer(
                event.userId(), event.holdId(), HoldAnswerKind.DECLINED, null, JobPaymentDecline.from(event), null);
    }

    public static HoldAnswer from(HoldCaptured event) {
        return new HoldAnswer(event.userId(), event.holdId(), HoldAnswerKind.CAPTURED, null, null, null);
    }

    public static HoldAnswer from(HoldReleased event) {
        return new HoldAnswer(
                event.userId(),
                event.holdId(),
                HoldAnswerKind.RELEASED,
                null,
                new JobPaymentDecline(DeclineReason.RELEASED_BEFORE, 0, 0, List.of()),
                null);
    }

    public static HoldAnswer from(HoldSettlementRefused event) {
        HoldAnswerKind kind = switch (event.reason()) {
            case ALREADY_CAPTURED -> HoldAnswerKind.CAPTURED;
            case ALREADY_RELEASED, UNKNOWN_HOLD -> HoldAnswerKind.GONE;
            default -> HoldAnswerKind.REFUSED;
        };
        return new HoldAnswer(event.userId(), event.holdId(), kind, null, null, event.reason());
    }

    /** What billing says about the hold. */
    public enum HoldAnswerKind {
        PLACED,
        DECLINED,
        CAPTURED,
        RELEASED,
        /** There is nothing to capture or release any more. */
        GONE,
        /** The command cannot be followed. */
        REFUSED
    }
}
