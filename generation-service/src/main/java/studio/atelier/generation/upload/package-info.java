/** Stored uploads: kept for a day, or as long as a job needs them. */
@NullMarked
package studio.atelier.generation.upload;

import org.jspecify.annotations.NullMarked;
