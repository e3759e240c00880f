/** The ledger: balances, holds, charges; the only writer of money. */
@NullMarked
package studio.atelier.billing;

import org.jspecify.annotations.NullMarked;
