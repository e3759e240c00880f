package studio.atelier.billing.ledger;

import java.util.UUID;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.CaptureHold;
import studio.atelier.contracts.billing.ReleaseHold;

/** A command about a user's holds. Its content is checked as far as it does not depend on the balance. */
public sealed interface HoldCommand permits HoldPlacement, HoldCommand.HoldCapture, HoldCommand.HoldRelease {

    /** The user whose account it changes. */
    UserId userId();

    /**
     * Captures a hold; units that are not charged are returned. A hold that has already expired is charged anew from
     * the same source, or written off: never refused for lack of units.
     *
     * @param amount units, positive
     */
    record HoldCapture(UserId userId, UUID holdId, long amount) implements HoldCommand {

        /**
         * Checks the amount.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public HoldCapture {
            if (amount <= 0) {
                throw new IllegalArgumentException("the amount of a capture must be positive");
            }
        }

        /** Converts a command. */
        public static HoldCapture of(CaptureHold command) {
            return new HoldCapture(command.userId(), command.holdId(), command.amount());
        }
    }

    /**
     * Releases a hold. An unknown hold is barred: a later command to place it is declined.
     *
     * @param reason stable code; what exceeds 64 characters is cut off
     */
    record HoldRelease(UserId userId, UUID holdId, String reason) implements HoldCommand {

        private static final int MAX_REASON_LENGTH = 64;

        /** Truncates the reason. */
        public HoldRelease {
            reason = reason.length() <= MAX_REASON_LENGTH ? reason : reason.substring(0, MAX_REASON_LENGTH);
        }

        /** Converts a command. */
        public static HoldRelease of(ReleaseHold command) {
            return new HoldRelease(command.userId(), command.holdId(), command.reason());
        }
    }
}
