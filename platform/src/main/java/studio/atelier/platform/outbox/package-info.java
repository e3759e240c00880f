/** Publishes events that are written in the same transaction as the change they tell of. */
@NullMarked
package studio.atelier.platform.outbox;

import org.jspecify.annotations.NullMarked;
