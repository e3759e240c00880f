/** Sessions of users: generations of refresh tokens, each token valid for one use. */
@NullMarked
package studio.atelier.auth.session;

import org.jspecify.annotations.NullMarked;
