/** One WebSocket per client: tickets, frames, resume. */
@NullMarked
package studio.atelier.gateway.realtime;

import org.jspecify.annotations.NullMarked;
