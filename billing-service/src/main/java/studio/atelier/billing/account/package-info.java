/** A user's account: opened, read, renewed each month and closed. */
@NullMarked
package studio.atelier.billing.account;

import org.jspecify.annotations.NullMarked;
