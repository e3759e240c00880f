/** The history of a user's units, in the user's language. */
@NullMarked
package studio.atelier.billing.history;

import org.jspecify.annotations.NullMarked;
