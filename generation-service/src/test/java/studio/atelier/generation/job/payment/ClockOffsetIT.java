package studio.atelier.generation.job.payment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.DeclineReason;
import studio.atelier.contracts.billing.HoldDeclined;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.job.JobChanged;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.job.HoldAnswer;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import studio.atelier.generation.provider.ProviderBudgets;
import studio.atelier.generation.support.JobsTest;
import studio.atelier.platform.tail.EventTailReader;

/** The clock of this process is five seconds behind the database's. */
@Import(ClockOffsetIT.ClockBehindConfiguration.class)
class ClockOffsetIT extends JobsTest {

    private static final Duration BEHIND = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Autowired
    private HoldOutcomeHandler holds;

    @Autowired
    private EventTailReader tail;

    @Autowired
    private ProviderBudgets budgets;

    @Autowired
    private Clock clock;

    @Test
    void publishesARefusalThatComesAfterTheAnswerToThePost() {
        billing.silent = true;
        UserId user = aUserWith(0);
        Answer answer = submit(user, aKey(), tryOn(user));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        UUID job = UUID.fromString(answer.body().path("id").asString());

        HoldDeclined declined = new HoldDeclined(
                holdOf(job), user, null, DeclineReason.INSUFFICIENT_FUNDS, 2, 0, List.of(), Instant.now());
        holds.handle(HoldAnswer.from(declined)).block(LIMIT);

        JobChanged change = tail.tailTopics(Set.of(EventTopic.USER_NOTIFICATIONS), Duration.ofMinutes(1))
                .map(tailed -> tailed.received().event())
                .ofType(JobChanged.class)
                .filter(changed -> changed.jobId().equals(job))
                .blockFirst(LIMIT);
        assertThat(change.status()).isEqualTo(JobStatus.FAILED);
    }

    @Test
    void givesACostBackToTheDayOnWhichItWasReserved() {
        String provider = "budget-" + UUID.randomUUID();
        ProviderModelRoute route = new ProviderModelRoute(provider, "model", 40_000, Map.of(), Map.of());
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        for (LocalDate day : List.of(today, today.minusDays(1))) {
            database.sql("insert into spending (budget, day, micro_usd, calls) values (:budget, :day, 40000, 1)")
                    .bind("budget", provider)
                    .bind("day", day)
                    .then()
                    .block(LIMIT);
        }

        budgets.giveBack(route, false, clock.instant().minus(Duration.ofDays(1)))
                .block(LIMIT);

        assertThat(budgets.spentInLastDays(3)
                        .filter(spending -> spending.budget().equals(provider))
                        .map(ProviderBudgets.DailyBudgetSpending::microUsd)
                        .collectList()
                        .block(LIMIT))
                .containsExactly(40_000L, 0L);
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class ClockBehindConfiguration {

        @Bean
        Clock clock() {
            return Clock.offset(Clock.systemUTC(), BEHIND.negated());
        }
    }
}
