/** The outermost filters: who is calling from where, security headers, body limits. */
@NullMarked
package studio.atelier.gateway.edge;

import org.jspecify.annotations.NullMarked;
