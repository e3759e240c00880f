package studio.atelier.auth.login;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.auth.initdata.InitDataException;
import studio.atelier.auth.initdata.InitDataProperties;
import studio.atelier.auth.initdata.InitDataVerifier;
import studio.atelier.auth.initdata.VerifiedInitData;
import studio.atelier.auth.session.OpenLoginSession;
import studio.atelier.auth.session.OpenedLoginSession;
import studio.atelier.auth.session.web.IssueSessionTokens;
import studio.atelier.auth.session.web.Tokens;
import studio.atelier.auth.user.RegisterOrUpdateUser;
import studio.atelier.auth.user.User;
import studio.atelier.auth.user.UserProblemException;
import studio.atelier.platform.database.DatabaseTransactions;

/** Logs a user in. */
@Component
class LogInWithTelegram {

    private static final Logger log = LoggerFactory.getLogger(LogInWithTelegram.class);

    private final InitDataVerifier verifier;
    private final InitDataUseCounter uses;
    private final RegisterOrUpdateUser welcomeUser;
    private final OpenLoginSession openSession;
    private final IssueSessionTokens issueTokens;
    private final DatabaseTransactions transactions;
    private final InitDataProperties properties;
    private final TelegramLoginMetrics metrics;

    LogInWithTelegram(
            InitDataVerifier verifier,
            InitDataUseCounter uses,
            RegisterOrUpdateUser welcomeUser,
            OpenLoginSession openSession,
            IssueSessionTokens issueTokens,
            DatabaseTransactions transactions,
            InitDataProperties properties,
            TelegramLoginMetrics metrics) {
        this.verifier = verifier;
        this.uses = uses;
        this.welcomeUser = welcomeUser;
        this.openSession = openSession;
        this.issueTokens = issueTokens;
        this.transactions = transactions;
        this.properties = properties;
        this.metrics = metrics;
    }

    private record UserWithSession(User user, OpenedLoginSession session) {}

    /**
     * Opens a session for the user named by the initData, and registers a new user.
     *
     * @param userAgent the client's User-Agent header; may be empty
     * @return never empty; fails with an {@link InitDataException}, with {@link UserProblemException.UserBlocked}, or
     *     with SERVICE_UNAVAILABLE if uses cannot be counted
     */
    Mono<Tokens> handle(String initDataText, String userAgent) {
        return Mono.fromSupplier(() -> verifier.verifyInitData(initDataText))
                .delayUntil(this::countUse)
                .flatMap(initData -> registerAndOpenSession(initData, userAgent))
                .flatMap(entered -> issueTokens.handle(entered.user(), entered.session()))
                .doOnSuccess(tokens -> metrics.countSuccess())
                .doOnError(metrics::countFailure)
                .doOnError(
                        InitDataException.class,
                        refused -> log.info(
                                "Login refused: {} ({})", refused.problemCode().name(), refused.reason()));
    }

    private Mono<Long> countUse(VerifiedInitData initData) {
        return uses.countUse(initData)
                .filter(count -> count <= properties.maxUses())
                .switchIfEmpty(Mono.error(InitDataException.InitDataReplayed::new));
    }

    private Mono<UserWithSession> registerAndOpenSession(VerifiedInitData initData, String userAgent) {
        return transactions.runInTransaction(
                welcomeUser.handle(initData.user()).flatMap(user -> openSession(user, userAgent)));
    }

    private Mono<UserWithSession> openSession(User user, String userAgent) {
        if (user.isBlocked()) {
            log.info("Login refused: user {} is blocked", user.id());
            return Mono.error(new UserProblemException.UserBlocked());
        }
        return openSession.handle(user.id(), userAgent).map(session -> new UserWithSession(user, session));
    }
}
