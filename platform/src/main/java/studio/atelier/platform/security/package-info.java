/** Checks access tokens and says who is calling. */
@NullMarked
package studio.atelier.platform.security;

import org.jspecify.annotations.NullMarked;
