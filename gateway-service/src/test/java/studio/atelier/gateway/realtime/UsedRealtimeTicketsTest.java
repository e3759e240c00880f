package studio.atelier.gateway.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.util.unit.DataSize;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.redis.RedisProperties;

@ExtendWith(OutputCaptureExtension.class)
class UsedRealtimeTicketsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    /** No server listens there. */
    private final LettuceConnectionFactory redis = new LettuceConnectionFactory("127.0.0.1", 1);

    private UsedRealtimeTickets used;

    @BeforeEach
    void start() {
        redis.afterPropertiesSet();
        redis.start();
        used = new UsedRealtimeTickets(
                new ReactiveStringRedisTemplate(redis),
                new RedisProperties("test:"),
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
    void acceptsATicketOnceWhileRedisIsAway() {
        RealtimeTicket ticket = aTicket();

        StepVerifier.create(used.useTicket(ticket))
                .expectNext(true)
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(used.useTicket(ticket))
                .expectNext(false)
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(used.useTicket(aTicket()))
                .expectNext(true)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void logsOncePerOutageOfRedis(CapturedOutput output) {
        for (int use = 0; use < 3; use++) {
            StepVerifier.create(used.useTicket(aTicket()))
                    .expectNext(true)
                    .expectComplete()
                    .verify(LIMIT);
        }

        assertThat(output.getOut().lines().filter(line -> line.contains("Redis is unavailable; ticket use is checked")))
                .hasSize(1);
    }

    private static RealtimeTicket aTicket() {
        return new RealtimeTicket(
                UUID.randomUUID(),
                UserId.ofTelegram(7),
                UUID.randomUUID(),
                false,
                NOW.minusSeconds(60),
                NOW.plusSeconds(840));
    }
}
