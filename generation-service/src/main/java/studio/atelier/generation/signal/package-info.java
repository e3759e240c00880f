/** Wakes waiters for a change in the database, in this process and in the others. */
@NullMarked
package studio.atelier.generation.signal;

import org.jspecify.annotations.NullMarked;
