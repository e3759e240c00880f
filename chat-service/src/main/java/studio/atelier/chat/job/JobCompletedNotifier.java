package studio.atelier.chat.job;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import studio.atelier.chat.bot.LocalizedBotTexts;
import studio.atelier.chat.bot.MiniAppButtons;
import studio.atelier.chat.delivery.OutgoingMailbox;
import studio.atelier.chat.person.BotLanguage;
import studio.atelier.chat.person.BotUser;
import studio.atelier.chat.person.BotUsers;
import studio.atelier.chat.telegram.OutgoingMessage;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.job.JobChanged;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.platform.event.EventSubscription;

/**
 * Tells a person in the chat that a picture is ready: silently, once a job, and only those who have started the bot.
 * Other steps are seen in the Mini App. What happened long ago, as after an outage, is no news any more.
 */
@Service
class JobCompletedNotifier {

    private static final Duration NEWS = Duration.ofMinutes(30);

    private final BotUsers people;
    private final OutgoingMailbox mailbox;
    private final LocalizedBotTexts texts;
    private final MiniAppButtons appButton;
    private final Clock clock;

    JobCompletedNotifier(
            BotUsers people, OutgoingMailbox mailbox, LocalizedBotTexts texts, MiniAppButtons appButton, Clock clock) {
        this.people = people;
        this.mailbox = mailbox;
        this.texts = texts;
        this.appButton = appButton;
        this.clock = clock;
    }

    /** Whether a step is told of. */
    boolean isNews(JobChanged changed) {
        return changed.status() == JobStatus.COMPLETED
                && changed.occurredAt().plus(NEWS).isAfter(clock.instant());
    }

    /** Tells of a job's completion, within the caller's transaction. May be repeated. */
    Mono<Void> handle(JobChanged completed) {
        return people.findUser(completed.userId())
                .filter(BotUser::mayBeWrittenTo)
                .flatMap(person -> notifyUser(person, completed));
    }

    private Mono<Void> notifyUser(BotUser person, JobChanged changed) {
        BotLanguage language = person.chooseLanguage(null);
        OutgoingMessage message = new OutgoingMessage(
                texts.formatText(language, "job.completed"), List.of(appButton.createOpenButton(language)), true);
        return mailbox.postMessage(person.telegramId(), "job:" + changed.jobId() + ":completed", message);
    }

    /** Listens to the steps of jobs. */
    @Configuration(proxyBeanMethods = false)
    static class JobCompletedSubscription {

        @Bean
        EventSubscription jobSteps(JobCompletedNotifier notices) {
            return EventSubscription.forTopic(EventTopic.USER_NOTIFICATIONS, "job-notices")
                    .onEvent(JobChanged.class, notices::isNews, received -> notices.handle(received.event()));
        }
    }
}
