/** How often a user and an address may call. */
@NullMarked
package studio.atelier.gateway.limit;

import org.jspecify.annotations.NullMarked;
