package studio.atelier.contracts.billing;

import java.time.Instant;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;
import studio.atelier.contracts.event.UserEvent;

/**
 * A user's whole balance after a change. For display only: billing decides on holds.
 *
 * @param version grows with every change of the account; an older one is stale
 */
@EventType(value = "billing.balance-changed.v1", topic = EventTopic.BILLING_BALANCES)
public record BalanceChanged(UserId userId, long version, Balance balance, Instant occurredAt) implements UserEvent {}
