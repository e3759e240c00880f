package studio.atelier.chat.photo;

import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.schedule.ExpiredRowCleanup;
import studio.atelier.platform.schedule.ScheduledTask;

/** Retention of photos. */
@Configuration(proxyBeanMethods = false)
class BotPhotoConfiguration {

    private static final Duration KEEP = Duration.ofHours(24);
    private static final Duration EVERY = Duration.ofHours(1);

    @Bean
    ScheduledTask oldPhotos(BotPhotos photos, DatabaseTransactions transactions, Clock clock) {
        return new ExpiredRowCleanup(
                "old-bot-photos",
                "Forgets photos that were sent to the bot more than 24 hours ago.",
                "photos",
                EVERY,
                transactions,
                limit -> photos.deleteSentBefore(clock.instant().minus(KEEP), limit));
    }
}
