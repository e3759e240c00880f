/** Event types and topics. */
@NullMarked
package studio.atelier.contracts.event;

import org.jspecify.annotations.NullMarked;
