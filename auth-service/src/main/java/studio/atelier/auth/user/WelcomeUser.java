package studio.atelier.auth.user;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import studio.atelier.auth.initdata.TelegramUser;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.auth.UserRegistered;
import studio.atelier.contracts.auth.UserUpdated;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.event.Outbox;

/** Notes that a person is here: registers who is new, and keeps up with what Telegram says of who is not. */
@Service
public class WelcomeUser {

    private final Users users;
    private final Outbox outbox;
    private final Transactions transactions;
    private final Clock clock;

    WelcomeUser(Users users, Outbox outbox, Transactions transactions, Clock clock) {
        this.users = users;
        this.outbox = outbox;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Registers the person, or brings them up to date, and tells the other services what they act on. A person is
     * registered once, however many logins come at the same time. Joins the caller's transaction if there is one.
     *
     * @return the person as they are now; never empty
     */
    public Mono<User> handle(TelegramUser seen) {
        return transactions.run(Mono.defer(() -> welcome(seen)));
    }

    private Mono<User> welcome(TelegramUser seen) {
        User newcomer = User.first(seen, now());
        return users.add(newcomer).flatMap(added -> added ? announce(newcomer) : bringUpToDate(newcomer.id(), seen));
    }

    private Mono<User> announce(User user) {
        Mono<Void> registered = outbox.append(
                new UserRegistered(user.id(), user.telegramId(), user.language().code(), user.firstSeenAt()));
        // UserRegistered does not say whether the person is premium.
        Mono<Void> premium = user.premium() ? announceChange(user) : Mono.empty();
        return registered.then(premium).thenReturn(user);
    }

    private Mono<User> bringUpToDate(UserId id, TelegramUser seen) {
        return users.lock(id).flatMap(known -> update(known, known.seenAgain(seen, now())));
    }

    private Mono<User> update(User before, User after) {
        Mono<Void> told = after.differsForOthers(before) ? announceChange(after) : Mono.empty();
        return users.update(after).then(told).thenReturn(after);
    }

    private Mono<Void> announceChange(User user) {
        return outbox.append(
                new UserUpdated(user.id(), user.telegramId(), user.language().code(), user.premium(), now()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
