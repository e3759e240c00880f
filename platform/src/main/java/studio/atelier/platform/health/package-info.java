/**
 * Health checks inside the process: a process that cannot work is not ready, reports the reason, and ends to be
 * restarted if it does not recover.
 */
@NullMarked
package studio.atelier.platform.health;

import org.jspecify.annotations.NullMarked;
