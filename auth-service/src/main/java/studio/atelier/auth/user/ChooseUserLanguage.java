package studio.atelier.auth.user;

import java.time.Clock;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.auth.UserUpdated;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.language.SupportedLanguage;
import studio.atelier.platform.outbox.TransactionalOutbox;
import studio.atelier.platform.web.CommonProblemException;

/** Saves the language a user chose, which takes precedence over the language of their Telegram. */
@Component
class ChooseUserLanguage {

    private final UserRegistry users;
    private final TransactionalOutbox outbox;
    private final DatabaseTransactions transactions;
    private final Clock clock;

    ChooseUserLanguage(UserRegistry users, TransactionalOutbox outbox, DatabaseTransactions transactions, Clock clock) {
        this.users = users;
        this.outbox = outbox;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Sets the language. May be repeated; publishes an event only if it changes.
     *
     * @return the updated user, or NOT_FOUND
     */
    Mono<User> handle(UserId id, SupportedLanguage language) {
        return transactions.runInTransaction(users.lockUser(id)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .flatMap(user -> saveChosenLanguage(user, language)));
    }

    private Mono<User> saveChosenLanguage(User before, SupportedLanguage language) {
        User after = before.withChosenLanguage(language);
        Mono<Void> published = after.differsForOthers(before) ? outbox.appendEvent(toUserUpdated(after)) : Mono.empty();
        return users.updateUser(after).then(published).thenReturn(after);
    }

    private UserUpdated toUserUpdated(User user) {
        return new UserUpdated(
                user.id(), user.telegramId(), user.language().languageCode(), user.premium(), clock.instant());
    }
}
