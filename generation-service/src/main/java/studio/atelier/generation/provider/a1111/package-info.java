/** The API of Stable Diffusion WebUI (AUTOMATIC1111, Forge) on a machine of one's own, answered with the image. */
@NullMarked
package studio.atelier.generation.provider.a1111;

import org.jspecify.annotations.NullMarked;
