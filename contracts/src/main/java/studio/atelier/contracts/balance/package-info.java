/** Balances and the sources they consist of. */
@NullMarked
package studio.atelier.contracts.balance;

import org.jspecify.annotations.NullMarked;
