/** Which path is routed to which service, and what the client gets when that service is unavailable. */
@NullMarked
package studio.atelier.gateway.route;

import org.jspecify.annotations.NullMarked;
