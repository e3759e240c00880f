package studio.atelier.chat.update;

import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.schedule.Cleanup;
import studio.atelier.platform.schedule.ScheduledTask;

/** How long updates are kept. */
@Configuration(proxyBeanMethods = false)
class UpdateConfiguration {

    /** Telegram sends an update again for a day at most. */
    private static final Duration KEEP = Duration.ofDays(7);

    private static final Duration EVERY = Duration.ofHours(6);

    @Bean
    ScheduledTask oldUpdates(Updates updates, Transactions transactions, Clock clock) {
        return new Cleanup(
                "old-telegram-updates",
                "Deletes Telegram updates that were handled more than 7 days ago.",
                "updates",
                EVERY,
                transactions,
                limit -> updates.deleteHandledBefore(clock.instant().minus(KEEP), limit));
    }
}
