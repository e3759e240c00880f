/** The last known balance of each user, kept from billing's events, for services that display it. */
@NullMarked
package studio.atelier.platform.balance;

import org.jspecify.annotations.NullMarked;
