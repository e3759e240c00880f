package studio.atelier.chat.job;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import studio.atelier.chat.bot.AppButton;
import studio.atelier.chat.bot.Texts;
import studio.atelier.chat.delivery.Mailbox;
import studio.atelier.chat.person.Language;
import studio.atelier.chat.person.People;
import studio.atelier.chat.person.Person;
import studio.atelier.chat.telegram.Message;
import studio.atelier.contracts.event.Topic;
import studio.atelier.contracts.job.JobChanged;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.platform.event.EventSubscription;

/**
 * Tells a person in the chat that a picture is ready: silently, once a job, and only those who have started the bot.
 * Other steps are seen in the Mini App. What happened long ago, as after an outage, is no news any more.
 */
@Service
class JobNotices {

    private static final Duration NEWS = Duration.ofMinutes(30);

    private final People people;
    private final Mailbox mailbox;
    private final Texts texts;
    private final AppButton appButton;
    private final Clock clock;

    JobNotices(People people, Mailbox mailbox, Texts texts, AppButton appButton, Clock clock) {
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
        return people.find(completed.userId())
                .filter(Person::mayBeWrittenTo)
                .flatMap(person -> tell(person, completed));
    }

    private Mono<Void> tell(Person person, JobChanged changed) {
        Language language = person.speaks(null);
        Message message = new Message(texts.say(language, "job.completed"), List.of(appButton.in(language)), true);
        return mailbox.post(person.telegramId(), "job:" + changed.jobId() + ":completed", message);
    }

    /** Listens to the steps of jobs. */
    @Configuration(proxyBeanMethods = false)
    static class Subscriptions {

        @Bean
        EventSubscription jobSteps(JobNotices notices) {
            return EventSubscription.to(Topic.USER_NOTIFICATIONS, "job-notices")
                    .on(JobChanged.class, notices::isNews, received -> notices.handle(received.event()));
        }
    }
}
