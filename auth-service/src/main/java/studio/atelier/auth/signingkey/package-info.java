/** The keys that sign access tokens: stored encrypted, rotated with overlap, published as JWKS. */
@NullMarked
package studio.atelier.auth.signingkey;

import org.jspecify.annotations.NullMarked;
