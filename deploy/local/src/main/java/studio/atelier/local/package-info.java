/** The commands of {@code ./atelier} that are not written in shell. */
@NullMarked
package studio.atelier.local;

import org.jspecify.annotations.NullMarked;
