/** Stops calling a dependency that does not answer, for a while. */
@NullMarked
package studio.atelier.platform.fault;

import org.jspecify.annotations.NullMarked;
