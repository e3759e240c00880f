/** Venice's image API: generations and edits, answered with the image. */
@NullMarked
package studio.atelier.generation.provider.venice;

import org.jspecify.annotations.NullMarked;
