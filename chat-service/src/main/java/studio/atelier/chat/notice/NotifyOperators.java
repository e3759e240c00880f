package studio.atelier.chat.notice;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.chat.bot.MiniAppButtons;
import studio.atelier.chat.delivery.OutgoingMailbox;
import studio.atelier.chat.person.BotUser;
import studio.atelier.chat.person.BotUsers;
import studio.atelier.chat.telegram.OutgoingMessage;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.event.EventSubscription;
import studio.atelier.platform.language.SupportedLanguage;
import studio.atelier.platform.schedule.ExpiredRowCleanup;
import studio.atelier.platform.schedule.ScheduledTask;

/**
 * Stores operator notices, and sends them to operators who have started the bot: a notice that is repeated within ten
 * minutes only once, and none that is old, as after an outage.
 */
@Component
class NotifyOperators {

    private static final Duration NEWS = Duration.ofMinutes(30);

    private final OperatorNotices notices;
    private final BotOperatorProperties operators;
    private final BotUsers users;
    private final OutgoingMailbox mailbox;
    private final OperatorNoticeText text;
    private final MiniAppButtons appButton;
    private final Clock clock;

    NotifyOperators(
            OperatorNotices notices,
            BotOperatorProperties operators,
            BotUsers users,
            OutgoingMailbox mailbox,
            OperatorNoticeText text,
            MiniAppButtons appButton,
            Clock clock) {
        this.notices = notices;
        this.operators = operators;
        this.users = users;
        this.mailbox = mailbox;
        this.text = text;
        this.appButton = appButton;
        this.clock = clock;
    }

    /** Stores and sends a notice, within the caller's transaction. May be repeated. */
    Mono<Void> handle(UUID id, OperatorNotice notice) {
        return notices.insertNotice(id, notice)
                .filter(due -> due && isNews(notice))
                .flatMapMany(due -> Flux.fromIterable(operators.adminIds()))
                .concatMap(telegramId -> users.findUser(UserId.ofTelegram(telegramId)))
                .filter(BotUser::mayBeWrittenTo)
                .concatMap(operator -> notifyOperator(operator, id, notice))
                .then();
    }

    private boolean isNews(OperatorNotice notice) {
        return notice.occurredAt().plus(NEWS).isAfter(clock.instant());
    }

    private Mono<Void> notifyOperator(BotUser operator, UUID id, OperatorNotice notice) {
        SupportedLanguage language = operator.chooseLanguage(null);
        boolean silent = notice.kind() == OperatorNotice.OperatorNoticeKind.QUEUE_RESUMED;
        OutgoingMessage message = new OutgoingMessage(
                text.describeNotice(notice, language), List.of(appButton.createOpenButton(language)), silent);
        return mailbox.postMessage(operator.telegramId(), "notice:" + id + ":" + operator.telegramId(), message);
    }

    /** Subscribes to operator notices, and deletes old ones. */
    @Configuration(proxyBeanMethods = false)
    static class OperatorNoticeSubscription {

        private static final Duration KEEP = Duration.ofDays(30);
        private static final Duration EVERY = Duration.ofHours(6);

        @Bean
        EventSubscription operatorNoticeEvents(NotifyOperators notifyOperators) {
            return EventSubscription.forTopic(EventTopic.OPERATOR_NOTICES, "operators")
                    .onEvent(OperatorNotice.class, received -> notifyOperators.handle(received.id(), received.event()));
        }

        @Bean
        ScheduledTask oldOperatorNotices(OperatorNotices notices, DatabaseTransactions transactions, Clock clock) {
            return new ExpiredRowCleanup(
                    "old-operator-notices",
                    "Deletes notices to operators that are older than 30 days.",
                    "notices",
                    EVERY,
                    transactions,
                    limit -> notices.deleteBefore(clock.instant().minus(KEEP), limit));
        }
    }
}
