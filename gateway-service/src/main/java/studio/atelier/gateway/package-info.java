/** The only public entry point: routes, token check, limits, realtime; no business logic and no database. */
@NullMarked
package studio.atelier.gateway;

import org.jspecify.annotations.NullMarked;
