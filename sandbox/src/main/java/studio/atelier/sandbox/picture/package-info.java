/** Draws the pictures a provider would have generated, so that a person sees that the right thing happened. */
@NullMarked
package studio.atelier.sandbox.picture;

import org.jspecify.annotations.NullMarked;
