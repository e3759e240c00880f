/** The outermost filters: client address, security headers, body limits. */
@NullMarked
package studio.atelier.gateway.edge;

import org.jspecify.annotations.NullMarked;
