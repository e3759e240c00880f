/** Stand-ins that speak the wire formats of the services Atelier depends on, and misbehave on order. */
@NullMarked
package studio.atelier.sandbox;

import org.jspecify.annotations.NullMarked;
