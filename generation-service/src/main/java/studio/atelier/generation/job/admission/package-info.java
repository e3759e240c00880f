/** Admits jobs: the quote, the wait for a place and for the hold. */
@NullMarked
package studio.atelier.generation.job.admission;

import org.jspecify.annotations.NullMarked;
