package studio.atelier.auth.operator;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.UserSessions;
import studio.atelier.auth.user.KnownUsers;
import studio.atelier.auth.user.Roles;
import studio.atelier.auth.user.User;
import studio.atelier.auth.user.UserException;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.security.Caller.Role;
import studio.atelier.platform.web.CommonProblemException;

/** Keeps people out, and lets them in again. Each change is in the log with who did it and why. */
@Service
class BlockUser {

    private static final Logger log = LoggerFactory.getLogger(BlockUser.class);

    private final KnownUsers users;
    private final UserSessions sessions;
    private final Roles roles;
    private final Transactions transactions;
    private final Clock clock;

    BlockUser(KnownUsers users, UserSessions sessions, Roles roles, Transactions transactions, Clock clock) {
        this.users = users;
        this.sessions = sessions;
        this.roles = roles;
        this.transactions = transactions;
        this.clock = clock;
    }

    private record Change(User before, User after) {

        boolean changesAnything() {
            return !before.equals(after);
        }
    }

    /**
     * Keeps a person out and ends all their sessions at once. May be repeated; another reason replaces the one before.
     *
     * @return the person as they are now; fails with NOT_FOUND or {@link UserException.Admin}
     */
    Mono<User> block(UserId operator, UserId id, String reason) {
        return change(id, user -> block(user, operator, reason))
                .doOnNext(change -> logBlock(change, operator, reason))
                .map(Change::after);
    }

    private Mono<User> block(User user, UserId operator, String reason) {
        if (roles.of(user).contains(Role.ADMIN)) {
            return Mono.error(new UserException.Admin());
        }
        User.Block present = user.block();
        if (present != null && present.because().equals(reason)) {
            return Mono.just(user);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        User blocked = user.withBlock(new User.Block(now, reason, operator));
        return users.saveBlock(blocked).then(sessions.endForBlock(user.id())).thenReturn(blocked);
    }

    private static void logBlock(Change change, UserId operator, String reason) {
        if (change.changesAnything()) {
            log.info("Operator {} blocked user {}: {}", operator, change.after().id(), reason);
        }
    }

    /**
     * Lets a person in again; they have to log in. May be repeated.
     *
     * @return the person as they are now; fails with NOT_FOUND
     */
    Mono<User> unblock(UserId operator, UserId id) {
        return change(id, this::unblock)
                .doOnNext(change -> logUnblock(change, operator))
                .map(Change::after);
    }

    private Mono<User> unblock(User user) {
        User unblocked = user.withBlock(null);
        return user.isBlocked() ? users.saveBlock(unblocked).thenReturn(unblocked) : Mono.just(user);
    }

    private static void logUnblock(Change change, UserId operator) {
        User.Block ended = change.before().block();
        if (ended != null) {
            log.info(
                    "Operator {} unblocked user {}, blocked by operator {} at {}: {}",
                    operator,
                    change.after().id(),
                    ended.by(),
                    ended.at(),
                    ended.because());
        }
    }

    /** Under a lock that logins wait for, too, so that none slips past a block. */
    private Mono<Change> change(UserId id, Function<User, Mono<User>> how) {
        return transactions.run(users.lock(id)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .flatMap(before -> how.apply(before).map(after -> new Change(before, after))));
    }
}
