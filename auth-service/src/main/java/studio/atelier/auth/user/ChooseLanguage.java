package studio.atelier.auth.user;

import java.time.Clock;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.auth.UserUpdated;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.event.Outbox;
import studio.atelier.platform.web.CommonProblemException;

/** Keeps the language a person chose, over the one of their Telegram. */
@Service
class ChooseLanguage {

    private final Users users;
    private final Outbox outbox;
    private final Transactions transactions;
    private final Clock clock;

    ChooseLanguage(Users users, Outbox outbox, Transactions transactions, Clock clock) {
        this.users = users;
        this.outbox = outbox;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Sets the language. May be repeated; the other services are told only of a change.
     *
     * @return the person as they are now, or NOT_FOUND
     */
    Mono<User> handle(UserId id, Language language) {
        return transactions.run(users.lock(id)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .flatMap(user -> choose(user, language)));
    }

    private Mono<User> choose(User before, Language language) {
        User after = before.choosing(language);
        Mono<Void> told = after.differsForOthers(before) ? outbox.append(updated(after)) : Mono.empty();
        return users.update(after).then(told).thenReturn(after);
    }

    private UserUpdated updated(User user) {
        return new UserUpdated(user.id(), user.telegramId(), user.language().code(), user.premium(), clock.instant());
    }
}
