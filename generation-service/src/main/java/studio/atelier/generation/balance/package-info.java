/** The last known balance of each user, kept from billing's events. */
@NullMarked
package studio.atelier.generation.balance;

import org.jspecify.annotations.NullMarked;
