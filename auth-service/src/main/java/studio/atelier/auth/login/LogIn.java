package studio.atelier.auth.login;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import studio.atelier.auth.initdata.InitData;
import studio.atelier.auth.initdata.InitDataException;
import studio.atelier.auth.initdata.InitDataProperties;
import studio.atelier.auth.initdata.InitDataVerifier;
import studio.atelier.auth.session.IssueTokens;
import studio.atelier.auth.session.OpenSession;
import studio.atelier.auth.session.OpenedSession;
import studio.atelier.auth.session.Tokens;
import studio.atelier.auth.user.User;
import studio.atelier.auth.user.UserException;
import studio.atelier.auth.user.WelcomeUser;
import studio.atelier.platform.database.Transactions;

/** Lets a person in. */
@Service
class LogIn {

    private static final Logger log = LoggerFactory.getLogger(LogIn.class);

    private final InitDataVerifier verifier;
    private final InitDataUses uses;
    private final WelcomeUser welcomeUser;
    private final OpenSession openSession;
    private final IssueTokens issueTokens;
    private final Transactions transactions;
    private final InitDataProperties properties;
    private final LoginMetrics metrics;

    LogIn(
            InitDataVerifier verifier,
            InitDataUses uses,
            WelcomeUser welcomeUser,
            OpenSession openSession,
            IssueTokens issueTokens,
            Transactions transactions,
            InitDataProperties properties,
            LoginMetrics metrics) {
        this.verifier = verifier;
        this.uses = uses;
        this.welcomeUser = welcomeUser;
        this.openSession = openSession;
        this.issueTokens = issueTokens;
        this.transactions = transactions;
        this.properties = properties;
        this.metrics = metrics;
    }

    private record Entered(User user, OpenedSession session) {}

    /**
     * Opens a session for the person the initData names, and registers who is new.
     *
     * @param userAgent what the client says it is; may be empty
     * @return never empty; fails with an {@link InitDataException}, with {@link UserException.Blocked}, or with
     *     SERVICE_UNAVAILABLE if uses cannot be counted
     */
    Mono<Tokens> handle(String initDataText, String userAgent) {
        return Mono.fromSupplier(() -> verifier.verify(initDataText))
                .delayUntil(this::countUse)
                .flatMap(initData -> enter(initData, userAgent))
                .flatMap(entered -> issueTokens.handle(entered.user(), entered.session()))
                .doOnSuccess(tokens -> metrics.succeeded())
                .doOnError(metrics::failed)
                .doOnError(
                        InitDataException.class,
                        refused -> log.info(
                                "Login refused: {} ({})", refused.code().name(), refused.reason()));
    }

    private Mono<Long> countUse(InitData initData) {
        return uses.count(initData)
                .filter(count -> count <= properties.maxUses())
                .switchIfEmpty(Mono.error(InitDataException.Replayed::new));
    }

    private Mono<Entered> enter(InitData initData, String userAgent) {
        return transactions.run(welcomeUser.handle(initData.user()).flatMap(user -> open(user, userAgent)));
    }

    private Mono<Entered> open(User user, String userAgent) {
        if (user.isBlocked()) {
            log.info("Login refused: user {} is blocked", user.id());
            return Mono.error(new UserException.Blocked());
        }
        return openSession.handle(user.id(), userAgent).map(session -> new Entered(user, session));
    }
}
