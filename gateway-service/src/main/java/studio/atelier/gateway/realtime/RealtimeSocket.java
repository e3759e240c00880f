package studio.atelier.gateway.realtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.realtime.RealtimeMessage;

/**
 * One open connection: a bounded queue of frames and the position of the last one queued. A client that reads too
 * slowly to keep up is cut off; it resumes from its position. All methods hold its lock, and none waits.
 */
final class RealtimeSocket {

    private static final int MAX_SUBJECTS = 64;

    private final Sinks.Many<RealtimeFrame> frames;
    private final Sinks.One<CloseStatus> closing = Sinks.one();
    private final Queue<RealtimeFrame> queue;
    private final int capacity;
    private final Map<String, Long> sequences = newestSubjects();
    private final List<EarlyRealtimeFrame> early = new ArrayList<>();
    private volatile RealtimeTicket ticket;
    private @Nullable RealtimePosition position;

    RealtimeSocket(RealtimeTicket ticket, int capacity) {
        this.ticket = ticket;
        this.capacity = capacity;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.frames = Sinks.many().unicast().onBackpressureBuffer(queue);
    }

    private static Map<String, Long> newestSubjects() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                return size() > MAX_SUBJECTS;
            }
        };
    }

    /**
     * Starts the conversation: sends the greetings, then what was missed since the position, then the frames that have
     * arrived in the meantime. Called once, after the socket was registered, so that no frame is lost in between.
     */
    synchronized void startConversation(
            RealtimePosition from, List<RealtimeFrame> greetings, List<RealtimeFrameHistory.FrameHistoryEntry> missed) {
        position = from;
        greetings.forEach(greeting -> offerFrame(greeting.withId(from)));
        missed.forEach(entry -> queueUnseen(from, entry.topic(), entry.place(), entry.frame()));
        early.forEach(kept -> queueUnseen(from, kept.topic(), kept.place(), kept.frame()));
        early.clear();
    }

    /** Queues a kept frame, unless the client already has it. */
    synchronized void sendKept(EventTopic topic, RealtimePosition.PartitionOffset place, RealtimeFrame frame) {
        if (position != null) {
            queueUnseen(position, topic, place, frame);
        } else if (early.size() < capacity) {
            early.add(new EarlyRealtimeFrame(topic, place, frame));
        } else {
            closeWith(CloseStatus.SERVICE_OVERLOAD);
        }
    }

    private void queueUnseen(
            RealtimePosition start, EventTopic topic, RealtimePosition.PartitionOffset place, RealtimeFrame frame) {
        RealtimePosition now = position == null ? start : position;
        RealtimePosition.PartitionOffset seen = now.places().get(topic);
        if (seen == null || place.offset() > seen.offset()) {
            RealtimePosition next = now.advanceTo(topic, place);
            position = next;
            offerFrame(frame.withId(next));
        }
    }

    /**
     * Queues progress if the conversation has begun, the update is newer than the last one and the client keeps up; the
     * next update replaces a skipped one.
     */
    synchronized void sendLive(RealtimeMessage update, RealtimeFrame frame) {
        Long last = sequences.get(update.subject());
        boolean newer = last == null || update.sequence() > last;
        if (position != null && newer && queue.size() < capacity / 2) {
            sequences.put(update.subject(), update.sequence());
            offerFrame(frame);
        }
    }

    /**
     * Queues a frame that is not kept, once the conversation has begun: at {@code hello} the client reads the state
     * anyway. A client that does not keep up is cut off, and gets {@code hello} when it reconnects.
     */
    synchronized void sendUnkept(RealtimeFrame frame) {
        if (position != null) {
            offerFrame(frame);
        }
    }

    private void offerFrame(RealtimeFrame frame) {
        if (frames.tryEmitNext(frame).isFailure()) {
            closeWith(CloseStatus.SERVICE_OVERLOAD);
        }
    }

    /** Ends the connection. Repeatable; the first status counts. */
    void closeWith(CloseStatus status) {
        closing.tryEmitValue(status);
    }

    /** Extends the time for which it may stay open. */
    void renewTicket(RealtimeTicket renewed) {
        this.ticket = renewed;
    }

    /** Returns the ticket that keeps it open. */
    RealtimeTicket currentTicket() {
        return ticket;
    }

    /** Streams the frames to write, in order. One subscriber. */
    Flux<RealtimeFrame> streamFrames() {
        return frames.asFlux();
    }

    /** Emits the status with which it is to be closed. */
    Mono<CloseStatus> awaitClosing() {
        return closing.asMono();
    }

    /** A kept frame that arrived before the conversation began. */
    private record EarlyRealtimeFrame(EventTopic topic, RealtimePosition.PartitionOffset place, RealtimeFrame frame) {}
}
