package studio.atelier.gateway.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import studio.atelier.contracts.UserId;

class RealtimeTicketCodecTest {

    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private final RealtimeTicket ticket = ticket(false, NOW.plusSeconds(840));

    @Test
    void opensASocketWithinItsLife() {
        String text = ticketsAt(NOW).encodeTicket(ticket);

        assertThat(ticketsAt(NOW.plusSeconds(59)).decodeTicket(text)).contains(ticket);
    }

    @Test
    void saysWhetherItIsAnOperators() {
        RealtimeTicket operators = ticket(true, NOW.plusSeconds(840));

        assertThat(ticketsAt(NOW).decodeTicket(ticketsAt(NOW).encodeTicket(operators)))
                .contains(operators);
    }

    @Test
    void isRefusedWhenItsLifeIsOver() {
        String text = ticketsAt(NOW).encodeTicket(ticket);

        assertThat(ticketsAt(NOW.plusSeconds(60)).decodeTicket(text)).isEmpty();
    }

    @Test
    void isRefusedWhenItsTokenHasExpired() {
        String text = ticketsAt(NOW).encodeTicket(ticket(false, NOW.plusSeconds(10)));

        assertThat(ticketsAt(NOW.plusSeconds(10)).decodeTicket(text)).isEmpty();
    }

    @Test
    void isRefusedWhenOneCharacterIsChanged() {
        String text = ticketsAt(NOW).encodeTicket(ticket);

        for (int i = 0; i < text.length() - 1; i++) {
            char other = text.charAt(i) == 'A' ? 'B' : 'A';
            String forged = text.substring(0, i) + other + text.substring(i + 1);
            assertThat(ticketsAt(NOW).decodeTicket(forged)).isEmpty();
        }
    }

    @Test
    void isRefusedWhenSignedWithAnotherKey() {
        String text = new RealtimeTicketCodec(properties("another-key-another-key-another-key"), clockAt(NOW))
                .encodeTicket(ticket);

        assertThat(ticketsAt(NOW).decodeTicket(text)).isEmpty();
    }

    @Test
    void isRefusedWhenItIsNoTicketAtAll() {
        assertThat(ticketsAt(NOW).decodeTicket("")).isEmpty();
        assertThat(ticketsAt(NOW).decodeTicket("atelier.v1")).isEmpty();
        assertThat(ticketsAt(NOW).decodeTicket("%%%")).isEmpty();
    }

    @Test
    void wantsAKeyThatCannotBeGuessed() {
        assertThatThrownBy(() -> new RealtimeTicketCodec(properties("short"), clockAt(NOW)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32");
    }

    private static RealtimeTicket ticket(boolean operator, Instant tokenExpiresAt) {
        return new RealtimeTicket(
                UUID.randomUUID(),
                UserId.ofTelegram(7),
                UUID.randomUUID(),
                operator,
                NOW.minusSeconds(60),
                tokenExpiresAt);
    }

    private static RealtimeTicketCodec ticketsAt(Instant now) {
        return new RealtimeTicketCodec(properties("a-key-for-tests-a-key-for-tests-a-key"), clockAt(now));
    }

    private static Clock clockAt(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    private static RealtimeProperties properties(String key) {
        return new RealtimeProperties(
                key,
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                Duration.ofMinutes(15),
                DataSize.ofMegabytes(1),
                16,
                20,
                DataSize.ofKilobytes(2),
                8);
    }
}
