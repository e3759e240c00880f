package studio.atelier.chat.delivery;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.chat.telegram.OutgoingMessage;
import studio.atelier.platform.database.CommitCallbacks;

/** Accepts messages to users. */
@Component
public class OutgoingMailbox {

    private final OutgoingMessages messages;
    private final MessageDeliveryLoop loop;

    OutgoingMailbox(OutgoingMessages messages, MessageDeliveryLoop loop) {
        this.messages = messages;
        this.loop = loop;
    }

    /**
     * Queues a message, within the caller's transaction. It is sent at least once after the commit, in order with the
     * other messages of its chat.
     *
     * @param reason idempotency key of the cause; a second message with the same reason is not sent
     */
    public Mono<Void> postMessage(long chatId, String reason, OutgoingMessage message) {
        return messages.insertMessage(chatId, reason, message)
                .then(CommitCallbacks.runAfterCommit(Mono.fromRunnable(loop::signalWork)));
    }
}
