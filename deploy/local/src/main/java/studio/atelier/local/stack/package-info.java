/**
 * One running Atelier on this machine: a run directory, a port offset, and the processes the supervisor keeps alive.
 */
@NullMarked
package studio.atelier.local.stack;

import org.jspecify.annotations.NullMarked;
