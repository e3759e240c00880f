package studio.atelier.bench.ledger;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.AccountLedger;
import studio.atelier.billing.ledger.HoldCommand;
import studio.atelier.billing.ledger.HoldCommand.HoldCapture;
import studio.atelier.billing.ledger.HoldCommand.HoldRelease;
import studio.atelier.billing.ledger.HoldPlacement;
import studio.atelier.billing.ledger.LedgerHoldOutcome;
import studio.atelier.billing.ledger.LedgerHoldOutcome.HoldOutcomeKind;
import studio.atelier.billing.ledger.LedgerProperties;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.PlaceHolds;

/**
 * The load that {@code ./atelier bench ledger} puts on the ledger's code alone: holds are placed, then captured or
 * released, each operation in its own transaction. It runs in a JVM of its own, started by {@link LedgerCode}.
 *
 * <p>Arguments: the R2DBC URL of billing's database, the number of connections, and seconds; the password is in the
 * environment. For each input line it runs for that long and prints the operations per second.
 */
final class LedgerLoad {

    /** The environment variable with the password of billing's database. */
    static final String PASSWORD = "ATELIER_BILLING_DATABASE_PASSWORD";

    /** What precedes each rate in the output. */
    static final String ANSWER = "operations a second: ";

    private static final long PRICE = 2;

    /** The time allowed for the last operations of a round. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** The users to whom the benchmark has granted units. */
    private static final int USERS = 200;

    private static final LedgerProperties TERMS = new LedgerProperties(ZoneId.of("Europe/Moscow"), 10);

    private final AccountLedger ledger;
    private final int connections;

    private LedgerLoad(ConnectionPool pool, int connections) {
        this.ledger = createLedger(pool);
        this.connections = connections;
    }

    public static void main(String[] arguments) throws IOException {
        int connections = Integer.parseInt(arguments[1]);
        Duration time = Duration.ofSeconds(Long.parseLong(arguments[2]));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        ConnectionPool pool = pool(arguments[0], connections);
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            LedgerLoad load = new LedgerLoad(pool, connections);
            while (orders.readLine() != null) {
                out.println(ANSWER + load.perSecond(time));
            }
        } finally {
            pool.dispose();
        }
    }

    private static ConnectionPool pool(String address, int connections) {
        ConnectionFactoryOptions options = ConnectionFactoryOptions.parse(address)
                .mutate()
                .option(ConnectionFactoryOptions.PASSWORD, System.getenv(PASSWORD))
                .build();
        return new ConnectionPool(ConnectionPoolConfiguration.builder(ConnectionFactories.get(options))
                .maxSize(connections)
                .build());
    }

    /** Lets Spring create the ledger, whose class only its own package can name. */
    private static AccountLedger createLedger(ConnectionPool pool) {
        GenericApplicationContext context = new GenericApplicationContext();
        context.registerBean(DatabaseClient.class, () -> DatabaseClient.create(pool));
        context.registerBean(Clock.class, Clock::systemUTC);
        context.registerBean(LedgerProperties.class, () -> TERMS);
        ClassPathBeanDefinitionScanner scanner = new ClassPathBeanDefinitionScanner(context, false);
        scanner.addIncludeFilter(new AssignableTypeFilter(AccountLedger.class));
        scanner.scan(AccountLedger.class.getPackageName());
        context.refresh();
        return context.getBean(AccountLedger.class);
    }

    private double perSecond(Duration time) {
        long begun = System.nanoTime();
        long operations = 2
                * Flux.range(0, connections)
                        .flatMap(
                                worker -> placeAndEnd().repeat(() -> System.nanoTime() - begun < time.toNanos()),
                                connections)
                        .count()
                        .blockOptional(time.plus(LIMIT))
                        .orElseThrow();
        return operations * 1e9 / (System.nanoTime() - begun);
    }

    private Mono<LedgerHoldOutcome> placeAndEnd() {
        return Mono.defer(() -> {
            UserId user = new UserId(PlainSql.user(ThreadLocalRandom.current().nextInt(USERS) + 1));
            PlaceHolds.RequestedGroupHold item = new PlaceHolds.RequestedGroupHold(UuidV7Generator.nextUuid(), PRICE);
            return execute(placement(user, item), HoldOutcomeKind.PLACED).then(end(user, item.holdId()));
        });
    }

    private static HoldPlacement placement(UserId user, PlaceHolds.RequestedGroupHold item) {
        Instant expires = Instant.now().plus(Duration.ofDays(2));
        return new HoldPlacement(user, null, PriceUnit.ACTIONS, Funding.AUTO, "try-on", null, expires, List.of(item));
    }

    private Mono<LedgerHoldOutcome> end(UserId user, UUID hold) {
        return ThreadLocalRandom.current().nextBoolean()
                ? execute(new HoldCapture(user, hold, PRICE), HoldOutcomeKind.CAPTURED)
                : execute(new HoldRelease(user, hold, "bench"), HoldOutcomeKind.RELEASED);
    }

    private Mono<LedgerHoldOutcome> execute(HoldCommand command, HoldOutcomeKind expected) {
        return ledger.executeCommands(List.of(command))
                .map(executed -> executed.getFirst().getFirst())
                .doOnNext(outcome -> requireOutcome(outcome, expected));
    }

    private static void requireOutcome(LedgerHoldOutcome answer, HoldOutcomeKind expected) {
        if (answer.outcome() != expected) {
            throw new IllegalStateException("A hold is not " + expected + " but " + answer);
        }
    }
}
