/** What the auth service tells about people and sessions. */
@NullMarked
package studio.atelier.contracts.auth;

import org.jspecify.annotations.NullMarked;
