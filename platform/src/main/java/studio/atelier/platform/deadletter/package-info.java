/** Lists and replays the records that a consumer group could not handle. */
@NullMarked
package studio.atelier.platform.deadletter;

import org.jspecify.annotations.NullMarked;
