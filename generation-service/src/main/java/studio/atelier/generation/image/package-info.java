/** Finished images: checked, marked, stored, linked to, and shown in the gallery. */
@NullMarked
package studio.atelier.generation.image;

import org.jspecify.annotations.NullMarked;
