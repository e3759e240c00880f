/** Consumer groups: each event of a subscription takes effect once, in order within a partition. */
@NullMarked
package studio.atelier.platform.consumer;

import org.jspecify.annotations.NullMarked;
