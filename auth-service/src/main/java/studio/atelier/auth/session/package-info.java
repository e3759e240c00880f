/** Sessions of people: families of refresh tokens, each token good for one use. */
@NullMarked
package studio.atelier.auth.session;

import org.jspecify.annotations.NullMarked;
