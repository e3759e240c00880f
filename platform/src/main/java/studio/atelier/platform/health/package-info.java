/**
 * Watches from inside whether this process can do its work; one that cannot is not ready, says why, and ends if it does
 * not heal, to be started anew.
 */
@NullMarked
package studio.atelier.platform.health;

import org.jspecify.annotations.NullMarked;
