/** Tells parts that are away from errors of our own. */
@NullMarked
package studio.atelier.platform.fault;

import org.jspecify.annotations.NullMarked;
