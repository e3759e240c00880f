/** Which paths need no access token, and access tokens that were revoked before they expired. */
@NullMarked
package studio.atelier.gateway.access;

import org.jspecify.annotations.NullMarked;
