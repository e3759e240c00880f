/** Stand-ins with the wire formats of the services that Atelier depends on, and with fault injection. */
@NullMarked
package studio.atelier.sandbox;

import org.jspecify.annotations.NullMarked;
