/**
 * Takes photos in: checks them, strips what they give away, and keeps them for a day or as long as a job needs them.
 */
@NullMarked
package studio.atelier.generation.upload;

import org.jspecify.annotations.NullMarked;
