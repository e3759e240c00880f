/**
 * The ledger: accounts, lots, holds and every movement of units. Only this package accesses their tables; other
 * features change them through {@link studio.atelier.billing.ledger.AccountLedger} and read them through
 * {@link studio.atelier.billing.ledger.AccountLedgerQueries}.
 */
@NullMarked
package studio.atelier.billing.ledger;

import org.jspecify.annotations.NullMarked;
