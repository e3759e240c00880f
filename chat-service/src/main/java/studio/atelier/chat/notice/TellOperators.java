package studio.atelier.chat.notice;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.chat.bot.AppButton;
import studio.atelier.chat.delivery.Mailbox;
import studio.atelier.chat.person.Language;
import studio.atelier.chat.person.People;
import studio.atelier.chat.person.Person;
import studio.atelier.chat.telegram.Message;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.Topic;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.event.EventSubscription;
import studio.atelier.platform.schedule.Cleanup;
import studio.atelier.platform.schedule.ScheduledTask;

/**
 * Stores what operators should know of, and writes it to those who have started the bot: what is repeated within ten
 * minutes once, and nothing that happened long ago, as after an outage.
 */
@Service
class TellOperators {

    private static final Duration NEWS = Duration.ofMinutes(30);

    private final OperatorNotices notices;
    private final OperatorProperties operators;
    private final People people;
    private final Mailbox mailbox;
    private final NoticeText text;
    private final AppButton appButton;
    private final Clock clock;

    TellOperators(
            OperatorNotices notices,
            OperatorProperties operators,
            People people,
            Mailbox mailbox,
            NoticeText text,
            AppButton appButton,
            Clock clock) {
        this.notices = notices;
        this.operators = operators;
        this.people = people;
        this.mailbox = mailbox;
        this.text = text;
        this.appButton = appButton;
        this.clock = clock;
    }

    /** Stores and tells, within the caller's transaction. May be repeated. */
    Mono<Void> handle(UUID id, OperatorNotice notice) {
        return notices.add(id, notice)
                .filter(tell -> tell && isNews(notice))
                .flatMapMany(tell -> Flux.fromIterable(operators.adminIds()))
                .concatMap(telegramId -> people.find(UserId.ofTelegram(telegramId)))
                .filter(Person::mayBeWrittenTo)
                .concatMap(person -> tell(person, id, notice))
                .then();
    }

    private boolean isNews(OperatorNotice notice) {
        return notice.occurredAt().plus(NEWS).isAfter(clock.instant());
    }

    private Mono<Void> tell(Person person, UUID id, OperatorNotice notice) {
        Language language = person.speaks(null);
        boolean silent = notice.kind() == OperatorNotice.Kind.QUEUE_RESUMED;
        Message message = new Message(text.of(notice, language), List.of(appButton.in(language)), silent);
        return mailbox.post(person.telegramId(), "notice:" + id + ":" + person.telegramId(), message);
    }

    /** Listens to notices, and forgets old ones. */
    @Configuration(proxyBeanMethods = false)
    static class Parts {

        private static final Duration KEEP = Duration.ofDays(30);
        private static final Duration EVERY = Duration.ofHours(6);

        @Bean
        EventSubscription operatorNoticeEvents(TellOperators tellOperators) {
            return EventSubscription.to(Topic.OPERATOR_NOTICES, "operators")
                    .on(OperatorNotice.class, received -> tellOperators.handle(received.id(), received.event()));
        }

        @Bean
        ScheduledTask oldOperatorNotices(OperatorNotices notices, Transactions transactions, Clock clock) {
            return new Cleanup(
                    "old-operator-notices",
                    "Deletes notices to operators that are older than 30 days.",
                    "notices",
                    EVERY,
                    transactions,
                    limit -> notices.deleteBefore(clock.instant().minus(KEEP), limit));
        }
    }
}
