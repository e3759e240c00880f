/** Lets tests end a process at a named place. */
@NullMarked
package studio.atelier.platform.failpoint;

import org.jspecify.annotations.NullMarked;
