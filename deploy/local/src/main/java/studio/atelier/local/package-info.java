/** The commands of {@code ./atelier} that need more than a shell. */
@NullMarked
package studio.atelier.local;

import org.jspecify.annotations.NullMarked;
