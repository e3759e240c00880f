/** Distinguishes unavailable dependencies from our own errors, and lets tests end a process at a named place. */
@NullMarked
package studio.atelier.platform.fault;

import org.jspecify.annotations.NullMarked;
