/** Ids and amounts shared by all services. */
@NullMarked
package studio.atelier.contracts;

import org.jspecify.annotations.NullMarked;
