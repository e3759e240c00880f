package studio.atelier.chat.delivery;

import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.schedule.ExpiredRowCleanup;
import studio.atelier.platform.schedule.ScheduledTask;

/** Retention of messages. */
@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

    /** Longer than an event can be redelivered, so that no message is sent twice for one event. */
    private static final Duration KEEP = Duration.ofDays(14);

    private static final Duration EVERY = Duration.ofHours(6);

    @Bean
    ScheduledTask oldMessages(OutgoingMessages messages, DatabaseTransactions transactions) {
        return new ExpiredRowCleanup(
                "old-bot-messages",
                "Deletes messages of the bot that ended more than 14 days ago.",
                "messages",
                EVERY,
                transactions,
                limit -> messages.deleteEnded(KEEP, limit));
    }
}
