/** The API of sessions, and the tokens that a login or a refresh gives to a client. */
@NullMarked
package studio.atelier.auth.session.web;

import org.jspecify.annotations.NullMarked;
