/** Commands, events and balances of the ledger. */
@NullMarked
package studio.atelier.contracts.billing;

import org.jspecify.annotations.NullMarked;
