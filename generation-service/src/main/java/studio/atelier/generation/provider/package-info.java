/** Calls to image providers: routes, attempts, budgets, breakers, safe downloads. */
@NullMarked
package studio.atelier.generation.provider;

import org.jspecify.annotations.NullMarked;
