/** Events of the auth service about users and sessions. */
@NullMarked
package studio.atelier.contracts.auth;

import org.jspecify.annotations.NullMarked;
