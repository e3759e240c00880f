/** Events as records: their headers and types, subscriptions, and the two interfaces that hide the Kafka client. */
@NullMarked
package studio.atelier.platform.event;

import org.jspecify.annotations.NullMarked;
