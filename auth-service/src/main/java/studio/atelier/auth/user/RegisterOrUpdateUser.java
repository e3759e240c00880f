package studio.atelier.auth.user;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.auth.initdata.TelegramUserProfile;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.auth.UserRegistered;
import studio.atelier.contracts.auth.UserUpdated;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.outbox.TransactionalOutbox;

/** Registers new users and updates known ones with what Telegram sends. */
@Component
public class RegisterOrUpdateUser {

    private final UserRegistry users;
    private final TransactionalOutbox outbox;
    private final DatabaseTransactions transactions;
    private final Clock clock;

    RegisterOrUpdateUser(
            UserRegistry users, TransactionalOutbox outbox, DatabaseTransactions transactions, Clock clock) {
        this.users = users;
        this.outbox = outbox;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Registers or updates the user, and publishes the changes that other services act on. A user is registered once,
     * however many logins run at the same time. Joins the caller's transaction if there is one.
     *
     * @return the current user; never empty
     */
    public Mono<User> handle(TelegramUserProfile seen) {
        return transactions.runInTransaction(Mono.defer(() -> registerOrUpdate(seen)));
    }

    private Mono<User> registerOrUpdate(TelegramUserProfile seen) {
        User newcomer = User.ofFirstLogin(seen, currentTime());
        return users.insertUser(newcomer)
                .flatMap(added -> added ? publishRegistration(newcomer) : bringUpToDate(newcomer.id(), seen));
    }

    private Mono<User> publishRegistration(User user) {
        Mono<Void> registered = outbox.appendEvent(
                new UserRegistered(user.id(), user.telegramId(), user.language().languageCode(), user.firstSeenAt()));
        // UserRegistered does not carry the premium flag.
        Mono<Void> premium = user.premium() ? announceChange(user) : Mono.empty();
        return registered.then(premium).thenReturn(user);
    }

    private Mono<User> bringUpToDate(UserId id, TelegramUserProfile seen) {
        return users.lockUser(id).flatMap(known -> updateAndPublish(known, known.seenAgain(seen, currentTime())));
    }

    private Mono<User> updateAndPublish(User before, User after) {
        Mono<Void> published = after.differsForOthers(before) ? announceChange(after) : Mono.empty();
        return users.updateUser(after).then(published).thenReturn(after);
    }

    private Mono<Void> announceChange(User user) {
        return outbox.appendEvent(new UserUpdated(
                user.id(), user.telegramId(), user.language().languageCode(), user.premium(), currentTime()));
    }

    private Instant currentTime() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
