/** Jobs: admission, the saga with billing, cancelling, reading. */
@NullMarked
package studio.atelier.generation.job;

import org.jspecify.annotations.NullMarked;
