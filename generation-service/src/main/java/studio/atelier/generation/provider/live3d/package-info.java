/** Live3D, which has no public API: the place where a client would be. */
@NullMarked
package studio.atelier.generation.provider.live3d;

import org.jspecify.annotations.NullMarked;
