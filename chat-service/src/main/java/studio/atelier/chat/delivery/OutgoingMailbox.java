package studio.atelier.chat.delivery;

import java.time.Clock;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.chat.telegram.OutgoingMessage;
import studio.atelier.platform.database.CommitCallbacks;

/** Takes messages for people. */
@Component
public class OutgoingMailbox {

    private final OutgoingMessages messages;
    private final MessageDeliveryLoop loop;
    private final Clock clock;

    OutgoingMailbox(OutgoingMessages messages, MessageDeliveryLoop loop, Clock clock) {
        this.messages = messages;
        this.loop = loop;
        this.clock = clock;
    }

    /**
     * Puts a message on its way, within the caller's transaction. It is sent at least once after the commit, in order
     * with the others of its chat.
     *
     * @param reason names what causes it; a second message for one reason is not sent
     */
    public Mono<Void> postMessage(long chatId, String reason, OutgoingMessage message) {
        return messages.insertMessage(chatId, reason, message, clock.instant())
                .then(CommitCallbacks.runAfterCommit(Mono.fromRunnable(loop::signalWork)));
    }
}
