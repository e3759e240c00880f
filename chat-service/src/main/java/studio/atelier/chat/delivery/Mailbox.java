package studio.atelier.chat.delivery;

import java.time.Clock;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.chat.telegram.Message;
import studio.atelier.platform.database.AfterCommit;

/** Takes messages for people. */
@Component
public class Mailbox {

    private final OutgoingMessages messages;
    private final DeliveryLoop loop;
    private final Clock clock;

    Mailbox(OutgoingMessages messages, DeliveryLoop loop, Clock clock) {
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
    public Mono<Void> post(long chatId, String reason, Message message) {
        return messages.add(chatId, reason, message, clock.instant())
                .then(AfterCommit.run(Mono.fromRunnable(loop::nudge)));
    }
}
