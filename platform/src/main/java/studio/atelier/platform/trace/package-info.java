/** What work is at hand, through threads, requests, events and queues: the trace it belongs to, the user it is for. */
@NullMarked
package studio.atelier.platform.trace;

import org.jspecify.annotations.NullMarked;
