/** The ledger's commands, answers and balances. */
@NullMarked
package studio.atelier.contracts.billing;

import org.jspecify.annotations.NullMarked;
