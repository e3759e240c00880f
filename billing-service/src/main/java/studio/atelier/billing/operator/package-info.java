/** What an operator may do with a person's units, each with a reason that is kept. */
@NullMarked
package studio.atelier.billing.operator;

import org.jspecify.annotations.NullMarked;
