/** What is open without a token, and tokens that were revoked before they expired. */
@NullMarked
package studio.atelier.gateway.access;

import org.jspecify.annotations.NullMarked;
