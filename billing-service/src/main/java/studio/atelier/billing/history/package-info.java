/** What happened to a person's units, in the person's words. */
@NullMarked
package studio.atelier.billing.history;

import org.jspecify.annotations.NullMarked;
