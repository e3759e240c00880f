/** How events are named and which topics carry them. */
@NullMarked
package studio.atelier.contracts.event;

import org.jspecify.annotations.NullMarked;
