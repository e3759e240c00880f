/** Authenticates callers and issues tokens; owns users and sessions. */
@NullMarked
package studio.atelier.auth;

import org.jspecify.annotations.NullMarked;
