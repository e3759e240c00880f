/** Reads all events of topics in this process, without a consumer group. */
@NullMarked
package studio.atelier.platform.tail;

import org.jspecify.annotations.NullMarked;
