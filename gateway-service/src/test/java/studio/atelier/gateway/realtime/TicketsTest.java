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

class TicketsTest {

    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private final Ticket ticket = ticket(false, NOW.plusSeconds(840));

    @Test
    void opensASocketWithinItsLife() {
        String text = ticketsAt(NOW).write(ticket);

        assertThat(ticketsAt(NOW.plusSeconds(59)).read(text)).contains(ticket);
    }

    @Test
    void saysWhetherItIsAnOperators() {
        Ticket operators = ticket(true, NOW.plusSeconds(840));

        assertThat(ticketsAt(NOW).read(ticketsAt(NOW).write(operators))).contains(operators);
    }

    @Test
    void isRefusedWhenItsLifeIsOver() {
        String text = ticketsAt(NOW).write(ticket);

        assertThat(ticketsAt(NOW.plusSeconds(60)).read(text)).isEmpty();
    }

    @Test
    void isRefusedWhenItsTokenHasExpired() {
        String text = ticketsAt(NOW).write(ticket(false, NOW.plusSeconds(10)));

        assertThat(ticketsAt(NOW.plusSeconds(10)).read(text)).isEmpty();
    }

    @Test
    void isRefusedWhenOneCharacterIsChanged() {
        String text = ticketsAt(NOW).write(ticket);

        for (int i = 0; i < text.length() - 1; i++) {
            char other = text.charAt(i) == 'A' ? 'B' : 'A';
            String forged = text.substring(0, i) + other + text.substring(i + 1);
            assertThat(ticketsAt(NOW).read(forged)).isEmpty();
        }
    }

    @Test
    void isRefusedWhenSignedWithAnotherKey() {
        String text = new Tickets(properties("another-key-another-key-another-key"), clockAt(NOW)).write(ticket);

        assertThat(ticketsAt(NOW).read(text)).isEmpty();
    }

    @Test
    void isRefusedWhenItIsNoTicketAtAll() {
        assertThat(ticketsAt(NOW).read("")).isEmpty();
        assertThat(ticketsAt(NOW).read("atelier.v1")).isEmpty();
        assertThat(ticketsAt(NOW).read("%%%")).isEmpty();
    }

    @Test
    void wantsAKeyThatCannotBeGuessed() {
        assertThatThrownBy(() -> new Tickets(properties("short"), clockAt(NOW)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32");
    }

    private static Ticket ticket(boolean operator, Instant tokenExpiresAt) {
        return new Ticket(
                UUID.randomUUID(),
                UserId.ofTelegram(7),
                UUID.randomUUID(),
                operator,
                NOW.minusSeconds(60),
                tokenExpiresAt);
    }

    private static Tickets ticketsAt(Instant now) {
        return new Tickets(properties("a-key-for-tests-a-key-for-tests-a-key"), clockAt(now));
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
