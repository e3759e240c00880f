package studio.atelier.bench.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import studio.atelier.bench.Benchmark;
import studio.atelier.bench.Effort;
import studio.atelier.bench.Stacks;
import studio.atelier.bench.measure.Database;
import studio.atelier.bench.report.Aim;
import studio.atelier.bench.report.Figure;
import studio.atelier.bench.report.Report;
import studio.atelier.contracts.Ids;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.BillingCommand;
import studio.atelier.contracts.billing.CaptureHold;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.PriceUnit;
import studio.atelier.contracts.billing.ReleaseHold;
import studio.atelier.e2e.Stack;

/**
 * Holds placed and ended in a second, by the real service from command to answer: Kafka, inbox, ledger, outbox, Kafka.
 * Beside it the same functions of the same database called by pgbench.
 */
public final class LedgerBenchmark implements Benchmark {

    private static final int USERS = 200;
    private static final long CREDITS = 1_000_000;
    private static final long PRICE = 2;

    /** As many as the service has handlers at once. */
    private static final int CONNECTIONS = 8;

    private static final int WARM_UP_ROUNDS = 3;
    private static final double RATIO = 0.5;
    private static final Duration SILENCE = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public Report run(Stacks stacks, Effort effort) {
        try (Stacks.Running running = stacks.start(Map.of(), "infra", "billing")) {
            return measure(running.stack(), effort);
        }
    }

    private Report measure(Stack stack, Effort effort) {
        Duration time = Duration.ofSeconds(effort.of(15, 5));
        PlainSql plain = new PlainSql(Database.of(stack, "billing"), USERS, CONNECTIONS, time);
        plain.grant(CREDITS);
        double service = byService(stack, effort);
        List<Figure> figures = new ArrayList<>();
        List<String> notes = new ArrayList<>(List.of(
                "Billing with PostgreSQL, Kafka and Redis alone; commands are published as fast as Kafka takes them and"
                        + " counted when their answer is read from Kafka.",
                "%d users, %d connections; half of the holds are charged, half are given back."
                        .formatted(USERS, CONNECTIONS)));
        if (Pgbench.isInstalled()) {
            double bare = plain.byPgbench();
            figures.add(operations("operations, command to answer", service)
                    .beside("pgbench, the function alone", bare)
                    .aimedAt(Aim.ratioAtLeast(RATIO)));
            figures.add(operations("operations, command to answer", service)
                    .beside("pgbench, with inbox and outbox rows", plain.byPgbenchWithEvents()));
        } else {
            notes.add("pgbench is NOT installed here (Debian: apt-get install postgresql-contrib); a loop over JDBC"
                    + " stands in for it.");
            figures.add(operations("operations, command to answer", service)
                    .beside("JDBC loop, the function alone", plain.byLoop())
                    .aimedAt(Aim.ratioAtLeast(RATIO)));
        }
        return new Report(name(), "units set aside, charged and given back", figures, notes, Duration.ZERO);
    }

    private static Figure operations(String what, double perSecond) {
        return Figure.of(what, perSecond, "/s");
    }

    private static double byService(Stack stack, Effort effort) {
        int holds = effort.of(10_000, 3_000);
        try (HoldClient billing = new HoldClient(stack.setting("ATELIER_KAFKA_BOOTSTRAP_SERVERS"))) {
            for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                placeAndEnd(billing, holds / WARM_UP_ROUNDS);
            }
            Duration took = placeAndEnd(billing, holds);
            return 2 * holds / (took.toNanos() / (double) Duration.ofSeconds(1).toNanos());
        }
    }

    private static Duration placeAndEnd(HoldClient billing, int holds) {
        Instant expires = Instant.now().plus(2, ChronoUnit.DAYS);
        List<PlaceHold> places =
                IntStream.range(0, holds).mapToObj(i -> place(i, expires)).toList();
        List<BillingCommand> ends =
                IntStream.range(0, holds).mapToObj(i -> end(i, places.get(i))).toList();
        return billing.await(places, SILENCE).plus(billing.await(ends, SILENCE));
    }

    private static PlaceHold place(int number, Instant expires) {
        UserId user = new UserId(PlainSql.user(number % USERS + 1));
        return new PlaceHold(Ids.next(), user, PriceUnit.ACTIONS, PRICE, Funding.AUTO, "try-on", null, expires);
    }

    private static BillingCommand end(int number, PlaceHold hold) {
        return number % 2 == 0
                ? new CaptureHold(hold.holdId(), hold.userId(), PRICE)
                : new ReleaseHold(hold.holdId(), hold.userId(), "bench");
    }
}
