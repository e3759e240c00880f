package studio.atelier.chat.job;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.chat.bot.LocalizedBotTexts;
import studio.atelier.chat.bot.MiniAppButtons;
import studio.atelier.chat.delivery.OutgoingMailbox;
import studio.atelier.chat.person.BotUser;
import studio.atelier.chat.person.BotUsers;
import studio.atelier.chat.telegram.OutgoingMessage;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.job.JobChanged;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.database.StatementBatcher;
import studio.atelier.platform.database.StatementBatcher.BatchLimits;
import studio.atelier.platform.event.EventSubscription;
import studio.atelier.platform.language.SupportedLanguage;

/**
 * Notifies a user in the chat that an image is ready: silently, once per job, and only users who have started the bot.
 * Other job events are shown in the Mini App. Old events, as after an outage, cause no notice.
 *
 * <p>Most users have no chat with the bot. Jobs that complete together share the statement that looks for those who
 * have, and the transaction for their notices, if there are any. The message's reason takes the place of an inbox mark.
 */
@Component
class JobCompletedNotifier {

    /** Much shorter than an ended message is kept, so that a repeated event finds the message it caused. */
    private static final Duration NEWS = Duration.ofMinutes(30);

    private final BotUsers users;
    private final OutgoingMailbox mailbox;
    private final LocalizedBotTexts texts;
    private final MiniAppButtons appButton;
    private final DatabaseTransactions transactions;
    private final Clock clock;
    private final StatementBatcher<JobChanged, UUID, Boolean> notices;

    JobCompletedNotifier(
            BotUsers users,
            OutgoingMailbox mailbox,
            LocalizedBotTexts texts,
            MiniAppButtons appButton,
            DatabaseTransactions transactions,
            Clock clock,
            MeterRegistry meters) {
        this.users = users;
        this.mailbox = mailbox;
        this.texts = texts;
        this.appButton = appButton;
        this.transactions = transactions;
        this.clock = clock;
        this.notices = new StatementBatcher<>(
                "job-notices", BatchLimits.usual(), JobCompletedNotifier::userOf, this::notifyUsers, meters);
    }

    /** Whether the event causes a notice. */
    boolean isNews(JobChanged changed) {
        return changed.status() == JobStatus.COMPLETED
                && changed.occurredAt().plus(NEWS).isAfter(clock.instant());
    }

    /** Notifies the user of a job's completion. May be repeated: the message is stored once for each job. */
    Mono<Void> handle(JobChanged completed) {
        return notices.call(completed).then();
    }

    private Mono<Map<UUID, Boolean>> notifyUsers(List<JobChanged> completed) {
        return users.findUsers(completed.stream().map(JobChanged::userId).toList())
                .filter(BotUser::mayBeWrittenTo)
                .collectMap(user -> user.userId().value())
                .filter(found -> !found.isEmpty())
                .flatMap(found -> transactions.runInTransaction(postNotices(completed, found)))
                .thenReturn(Map.of());
    }

    private Mono<Void> postNotices(List<JobChanged> completed, Map<UUID, BotUser> found) {
        return Flux.fromIterable(completed)
                .concatMap(changed ->
                        Mono.justOrEmpty(found.get(userOf(changed))).flatMap(user -> postNotice(user, changed)))
                .then();
    }

    private Mono<Void> postNotice(BotUser user, JobChanged changed) {
        SupportedLanguage language = user.chooseLanguage(null);
        OutgoingMessage message = new OutgoingMessage(
                texts.formatText(language, "job.completed"), List.of(appButton.createOpenButton(language)), true);
        return mailbox.postMessage(user.telegramId(), "job:" + changed.jobId() + ":completed", message);
    }

    private static UUID userOf(JobChanged changed) {
        return changed.userId().value();
    }

    /** Subscribes to job events. */
    @Configuration(proxyBeanMethods = false)
    static class JobCompletedSubscription {

        @Bean
        EventSubscription jobEvents(JobCompletedNotifier notices) {
            return EventSubscription.forRepeatableHandlers(EventTopic.USER_NOTIFICATIONS, "job-notices")
                    .readInBatches()
                    .onEvent(JobChanged.class, notices::isNews, received -> notices.handle(received.event()));
        }
    }
}
