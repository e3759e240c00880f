/** Tells parts that are away from errors of our own; and lets tests end a process at a named place. */
@NullMarked
package studio.atelier.platform.fault;

import org.jspecify.annotations.NullMarked;
