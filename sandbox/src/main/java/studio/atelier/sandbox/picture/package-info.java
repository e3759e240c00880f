/** Draws images in place of a provider, so that a user can see that the right inputs and prompt arrived. */
@NullMarked
package studio.atelier.sandbox.picture;

import org.jspecify.annotations.NullMarked;
