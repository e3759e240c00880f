/** Erases a user: deletes everything this service holds about a user who requests it. */
@NullMarked
package studio.atelier.generation.erasure;

import org.jspecify.annotations.NullMarked;
