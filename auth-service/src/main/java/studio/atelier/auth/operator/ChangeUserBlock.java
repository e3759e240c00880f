package studio.atelier.auth.operator;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.OpenUserSessions;
import studio.atelier.auth.user.RegisteredUsers;
import studio.atelier.auth.user.User;
import studio.atelier.auth.user.UserProblemException;
import studio.atelier.auth.user.UserRoleResolver;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.security.Caller.CallerRole;
import studio.atelier.platform.web.CommonProblemException;

/** Blocks and unblocks users. Logs each change with the operator and the reason. */
@Component
class ChangeUserBlock {

    private static final Logger log = LoggerFactory.getLogger(ChangeUserBlock.class);

    private final RegisteredUsers users;
    private final OpenUserSessions sessions;
    private final UserRoleResolver roles;
    private final DatabaseTransactions transactions;
    private final Clock clock;

    ChangeUserBlock(
            RegisteredUsers users,
            OpenUserSessions sessions,
            UserRoleResolver roles,
            DatabaseTransactions transactions,
            Clock clock) {
        this.users = users;
        this.sessions = sessions;
        this.roles = roles;
        this.transactions = transactions;
        this.clock = clock;
    }

    private record UserBlockChange(User before, User after) {

        boolean changesAnything() {
            return !before.equals(after);
        }
    }

    /**
     * Blocks a user and ends all their sessions at once. May be repeated; a new reason replaces the previous one.
     *
     * @return the updated user; fails with NOT_FOUND or {@link UserProblemException.UserIsAdmin}
     */
    Mono<User> blockUser(UserId operator, UserId id, String reason) {
        return changeLockedUser(id, user -> saveNewBlock(user, operator, reason))
                .doOnNext(change -> logBlock(change, operator, reason))
                .map(UserBlockChange::after);
    }

    private Mono<User> saveNewBlock(User user, UserId operator, String reason) {
        if (roles.resolveRoles(user).contains(CallerRole.ADMIN)) {
            return Mono.error(new UserProblemException.UserIsAdmin());
        }
        User.UserBlock present = user.block();
        if (present != null && present.because().equals(reason)) {
            return Mono.just(user);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        User blocked = user.withBlock(new User.UserBlock(now, reason, operator));
        return users.saveBlock(blocked).then(sessions.endForBlock(user.id())).thenReturn(blocked);
    }

    private static void logBlock(UserBlockChange change, UserId operator, String reason) {
        if (change.changesAnything()) {
            log.info("Operator {} blocked user {}: {}", operator, change.after().id(), reason);
        }
    }

    /**
     * Unblocks a user, who has to log in again. May be repeated.
     *
     * @return the updated user; fails with NOT_FOUND
     */
    Mono<User> unblockUser(UserId operator, UserId id) {
        return changeLockedUser(id, this::removeBlock)
                .doOnNext(change -> logUnblock(change, operator))
                .map(UserBlockChange::after);
    }

    private Mono<User> removeBlock(User user) {
        User unblocked = user.withBlock(null);
        return user.isBlocked() ? users.saveBlock(unblocked).thenReturn(unblocked) : Mono.just(user);
    }

    private static void logUnblock(UserBlockChange change, UserId operator) {
        User.UserBlock ended = change.before().block();
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

    /** Holds a lock that logins wait for too, so that no login slips past a block. */
    private Mono<UserBlockChange> changeLockedUser(UserId id, Function<User, Mono<User>> how) {
        return transactions.runInTransaction(users.lockUser(id)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .flatMap(before -> how.apply(before).map(after -> new UserBlockChange(before, after))));
    }
}
