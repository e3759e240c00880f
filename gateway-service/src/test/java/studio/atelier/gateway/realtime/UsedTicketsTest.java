package studio.atelier.gateway.realtime;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.util.unit.DataSize;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;

class UsedTicketsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    /** Nothing listens there. */
    private final LettuceConnectionFactory redis = new LettuceConnectionFactory("127.0.0.1", 1);

    private UsedTickets used;

    @BeforeEach
    void start() {
        redis.afterPropertiesSet();
        redis.start();
        used = new UsedTickets(
                new ReactiveStringRedisTemplate(redis),
                new RedisPrefix("test:"),
                new RealtimeProperties(
                        "a-key-for-tests-a-key-for-tests-a-key",
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(20),
                        Duration.ofMinutes(15),
                        DataSize.ofMegabytes(1),
                        16,
                        20,
                        DataSize.ofKilobytes(2),
                        8));
    }

    @AfterEach
    void stop() {
        redis.destroy();
    }

    @Test
    void letsATicketBeUsedOnceByThisInstanceWhileRedisIsAway() {
        Ticket ticket = aTicket();

        StepVerifier.create(used.use(ticket)).expectNext(true).expectComplete().verify(LIMIT);
        StepVerifier.create(used.use(ticket)).expectNext(false).expectComplete().verify(LIMIT);
        StepVerifier.create(used.use(aTicket()))
                .expectNext(true)
                .expectComplete()
                .verify(LIMIT);
    }

    private static Ticket aTicket() {
        return new Ticket(
                UUID.randomUUID(), UserId.ofTelegram(7), UUID.randomUUID(), NOW.minusSeconds(60), NOW.plusSeconds(840));
    }
}
