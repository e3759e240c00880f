/**
 * The ledger: accounts, lots, holds and every movement of units. The only place that writes them; other features ask
 * through {@link studio.atelier.billing.ledger.Ledger}.
 */
@NullMarked
package studio.atelier.billing.ledger;

import org.jspecify.annotations.NullMarked;
