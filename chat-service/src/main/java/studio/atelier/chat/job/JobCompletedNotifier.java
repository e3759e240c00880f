package studio.atelier.chat.job;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
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
import studio.atelier.platform.event.EventSubscription;
import studio.atelier.platform.language.SupportedLanguage;

/**
 * Notifies a user in the chat that an image is ready: silently, once per job, and only users who have started the bot.
 * Other job events are shown in the Mini App. Old events, as after an outage, cause no notice.
 */
@Component
class JobCompletedNotifier {

    private static final Duration NEWS = Duration.ofMinutes(30);

    private final BotUsers users;
    private final OutgoingMailbox mailbox;
    private final LocalizedBotTexts texts;
    private final MiniAppButtons appButton;
    private final Clock clock;

    JobCompletedNotifier(
            BotUsers users, OutgoingMailbox mailbox, LocalizedBotTexts texts, MiniAppButtons appButton, Clock clock) {
        this.users = users;
        this.mailbox = mailbox;
        this.texts = texts;
        this.appButton = appButton;
        this.clock = clock;
    }

    /** Whether the event causes a notice. */
    boolean isNews(JobChanged changed) {
        return changed.status() == JobStatus.COMPLETED
                && changed.occurredAt().plus(NEWS).isAfter(clock.instant());
    }

    /** Notifies the user of a job's completion, within the caller's transaction. May be repeated. */
    Mono<Void> handle(JobChanged completed) {
        return users.findUser(completed.userId())
                .filter(BotUser::mayBeWrittenTo)
                .flatMap(user -> notifyUser(user, completed));
    }

    private Mono<Void> notifyUser(BotUser user, JobChanged changed) {
        SupportedLanguage language = user.chooseLanguage(null);
        OutgoingMessage message = new OutgoingMessage(
                texts.formatText(language, "job.completed"), List.of(appButton.createOpenButton(language)), true);
        return mailbox.postMessage(user.telegramId(), "job:" + changed.jobId() + ":completed", message);
    }

    /** Subscribes to job events. */
    @Configuration(proxyBeanMethods = false)
    static class JobCompletedSubscription {

        @Bean
        EventSubscription jobEvents(JobCompletedNotifier notices) {
            return EventSubscription.forTopic(EventTopic.USER_NOTIFICATIONS, "job-notices")
                    .onEvent(JobChanged.class, notices::isNews, received -> notices.handle(received.event()));
        }
    }
}
