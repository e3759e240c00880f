/** A local Atelier stack: a run directory, a port offset, and the processes that the supervisor restarts. */
@NullMarked
package studio.atelier.local.stack;

import org.jspecify.annotations.NullMarked;
