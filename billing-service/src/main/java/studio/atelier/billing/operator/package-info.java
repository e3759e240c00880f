/** Operators' access to users' accounts: each change has a reason, which is kept. */
@NullMarked
package studio.atelier.billing.operator;

import org.jspecify.annotations.NullMarked;
