package studio.atelier.contracts.billing;

import java.util.UUID;
import studio.atelier.contracts.event.UserEvent;

/** Billing's reply about one hold. A repeated command is answered again with the hold's current state. */
public sealed interface BillingEvent extends UserEvent
        permits HoldPlaced, HoldDeclined, HoldCaptured, HoldReleased, HoldSettlementRefused {

    /** The hold that it is about. */
    UUID holdId();
}
