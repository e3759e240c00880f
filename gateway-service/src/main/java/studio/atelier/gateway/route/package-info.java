/** Which path goes to which service, and what is said when that service is away. */
@NullMarked
package studio.atelier.gateway.route;

import org.jspecify.annotations.NullMarked;
