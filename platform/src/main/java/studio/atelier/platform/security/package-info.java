/** Verification of access tokens and the caller of a request. */
@NullMarked
package studio.atelier.platform.security;

import org.jspecify.annotations.NullMarked;
