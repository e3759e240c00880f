/** The stand-in for a Stable Diffusion WebUI (A1111). */
@NullMarked
package studio.atelier.sandbox.a1111;

import org.jspecify.annotations.NullMarked;
