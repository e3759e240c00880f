/** Streams that an instance reads for as long as it runs. */
@NullMarked
package studio.atelier.gateway.feed;

import org.jspecify.annotations.NullMarked;
