package studio.atelier.contracts.billing;

import studio.atelier.contracts.event.UserEvent;

/** A command to billing from another service. */
public sealed interface BillingCommand extends UserEvent permits PlaceHold, PlaceHolds, CaptureHold, ReleaseHold {}
