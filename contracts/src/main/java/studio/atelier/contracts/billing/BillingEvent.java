package studio.atelier.contracts.billing;

import java.util.UUID;
import studio.atelier.contracts.event.UserEvent;

/** Billing's answer about one hold. A repeated command is answered again with the hold's present state. */
public sealed interface BillingEvent extends UserEvent
        permits HoldPlaced, HoldDeclined, HoldCaptured, HoldReleased, HoldSettlementRefused {

    /** The hold it speaks of. */
    UUID holdId();
}
