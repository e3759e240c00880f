/** The keys access tokens are signed with: kept encrypted, rotated with overlap, published as JWKS. */
@NullMarked
package studio.atelier.auth.signingkey;

import org.jspecify.annotations.NullMarked;
