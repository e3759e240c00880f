/** The trace and the user of the current work, across threads, requests, events and queues. */
@NullMarked
package studio.atelier.platform.trace;

import org.jspecify.annotations.NullMarked;
