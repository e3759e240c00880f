/** Messages that are sent through Redis to the gateway and may be lost. */
@NullMarked
package studio.atelier.contracts.realtime;

import org.jspecify.annotations.NullMarked;
