/** Ids and amounts that all services share. */
@NullMarked
package studio.atelier.contracts;

import org.jspecify.annotations.NullMarked;
