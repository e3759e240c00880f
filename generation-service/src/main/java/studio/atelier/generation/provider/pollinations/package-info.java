/** Pollinations' image API, answered with the image. */
@NullMarked
package studio.atelier.generation.provider.pollinations;

import org.jspecify.annotations.NullMarked;
