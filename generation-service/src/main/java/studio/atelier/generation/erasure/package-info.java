/** Forgets a person: everything this service holds about them goes when they ask for it. */
@NullMarked
package studio.atelier.generation.erasure;

import org.jspecify.annotations.NullMarked;
