package studio.atelier.chat.update;

import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.schedule.ExpiredRowCleanup;
import studio.atelier.platform.schedule.ScheduledTask;

/** Retention of updates. */
@Configuration(proxyBeanMethods = false)
class TelegramUpdateConfiguration {

    /** Telegram resends an update for a day at most. */
    private static final Duration KEEP = Duration.ofDays(7);

    private static final Duration EVERY = Duration.ofHours(6);

    @Bean
    ScheduledTask oldUpdates(TelegramUpdates updates, DatabaseTransactions transactions, Clock clock) {
        return new ExpiredRowCleanup(
                "old-telegram-updates",
                "Deletes Telegram updates that were handled more than 7 days ago.",
                "updates",
                EVERY,
                transactions,
                limit -> updates.deleteHandledBefore(clock.instant().minus(KEEP), limit));
    }
}
