package studio.atelier.contracts.billing;

import studio.atelier.contracts.event.UserEvent;

/** What other services ask of billing. */
public sealed interface BillingCommand extends UserEvent permits PlaceHold, PlaceHolds, CaptureHold, ReleaseHold {}
