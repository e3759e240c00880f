package studio.atelier.contracts.billing;

import studio.atelier.contracts.event.AtelierEvent;

/** What other services ask of billing. */
public sealed interface BillingCommand extends AtelierEvent permits PlaceHold, PlaceHolds, CaptureHold, ReleaseHold {}
