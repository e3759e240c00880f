package studio.atelier.chat.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import studio.atelier.chat.ChatServiceTest;
import studio.atelier.chat.delivery.OutgoingMessages.DeliveryOutcome;
import studio.atelier.chat.delivery.OutgoingMessages.LeasedOutgoingMessage;
import studio.atelier.chat.telegram.OutgoingMessage;

class OutgoingMessagesIT extends ChatServiceTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final OutgoingMessage MESSAGE = new OutgoingMessage("It is ready", List.of(), false);

    @Autowired
    private OutgoingMessages messages;

    @Autowired
    private MessageDeliveryLoop delivery;

    private final long chat = someone();

    @BeforeEach
    void insertTheOnlyWaitingMessage() {
        stopLoops();
        run("update outgoing_message set ended_at = now(), outcome = 'sent' where ended_at is null");
        insertMessage("first");
    }

    @AfterEach
    void deleteMessages() {
        run("delete from outgoing_message where chat_id = " + chat);
        startLoops();
    }

    @Test
    void leasesAMessageThatWasPutOffWhenItsTimeHasCome() {
        LeasedOutgoingMessage leased = lease().orElseThrow();
        messages.putOff(leased.id(), HOUR).block(LIMIT);
        assertThat(lease()).isEmpty();

        run("update outgoing_message set due_at = due_at - interval '1 hour' where id = " + leased.id());
        assertThat(lease())
                .hasValueSatisfying(again -> assertThat(again.attempts()).isEqualTo(2));
    }

    @Test
    void leasesAMessageAgainWhenItsLeaseHasEnded() {
        LeasedOutgoingMessage leased = lease().orElseThrow();
        assertThat(lease()).isEmpty();

        run("update outgoing_message set leased_until = leased_until - interval '1 hour' where id = " + leased.id());
        assertThat(lease()).isPresent();
    }

    @Test
    void endsAMessageOfTheDayBeforeUnsent() {
        run("update outgoing_message set created_at = now() - interval '25 hours' where chat_id = " + chat);
        LeasedOutgoingMessage leased = lease().orElseThrow();
        assertThat(leased.age())
                .isBetween(Duration.ofHours(25), Duration.ofHours(25).plus(LIMIT));
        messages.putOff(leased.id(), Duration.ZERO).block(LIMIT);

        assertThat(delivery.deliverNextMessage().block(LIMIT)).isTrue();

        assertThat(countEnded("too-old")).isOne();
        assertThat(TELEGRAM.messagesTo(chat)).isEmpty();
    }

    @Test
    void deletesMessagesThatEndedLongEnoughAgo() {
        endMessageAgo("61 minutes");
        insertMessage("second");
        endMessageAgo("59 minutes");
        insertMessage("third");

        messages.deleteEnded(HOUR, 10_000).block(LIMIT);

        assertThat(countEnded("sent")).isOne();
        assertThat(lease()).isPresent();
        assertThat(count("select count(*) from outgoing_message where chat_id = " + chat))
                .isEqualTo(2);
    }

    private void insertMessage(String reason) {
        messages.insertMessage(chat, "test:" + chat + ":" + reason, MESSAGE).block(LIMIT);
    }

    private Optional<LeasedOutgoingMessage> lease() {
        return messages.leaseMessage(HOUR).blockOptional(LIMIT);
    }

    private void endMessageAgo(String time) {
        long id = lease().orElseThrow().id();
        messages.endMessage(id, DeliveryOutcome.SENT).block(LIMIT);
        run("update outgoing_message set ended_at = now() - interval '%s' where id = %d".formatted(time, id));
    }

    private long countEnded(String outcome) {
        return count(
                "select count(*) from outgoing_message where chat_id = %d and outcome = '%s'".formatted(chat, outcome));
    }
}
