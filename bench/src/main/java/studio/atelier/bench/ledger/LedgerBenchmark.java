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
import studio.atelier.bench.report.Aim;
import studio.atelier.bench.report.Figure;
import studio.atelier.bench.report.Report;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.billing.BillingCommand;
import studio.atelier.contracts.billing.CaptureHold;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.ReleaseHold;
import studio.atelier.e2e.Stack;
import studio.atelier.local.settings.ServiceDatabase;

/**
 * Holds placed and ended per second: by the service's ledger alone, and by the whole service from command to answer
 * (Kafka, ledger, outbox, Kafka). The reference is pgbench calling the same functions of the same database.
 */
public final class LedgerBenchmark implements Benchmark {

    private static final int USERS = 200;
    private static final long CREDITS = 1_000_000;
    private static final long PRICE = 2;

    /** As many as the service's concurrent handlers. */
    private static final int CONNECTIONS = 8;

    private static final int LEAST_HOLDS = 400;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String BY_CODE = "operations, by the service's code";
    private static final String BY_SERVICE = "operations, command to answer";
    private static final String DATABASE = "postgres";
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
        Duration time = Duration.ofSeconds(effort.of(10, 4));
        ServiceDatabase database = stack.database("BILLING");
        PlainSql plain = new PlainSql(database, USERS, CONNECTIONS, time);
        plain.grant(CREDITS);
        Rates code = new Rates(stack);
        Rates service = new Rates(stack);
        Rates function = new Rates(stack);
        Rates withEvents = new Rates(stack);
        boolean pgbench = Pgbench.isInstalled();
        try (HoldClient billing = new HoldClient(stack.setting("ATELIER_KAFKA_BOOTSTRAP_SERVERS"));
                LedgerCode ledger = LedgerCode.start(stack, database, CONNECTIONS, time)) {
            double expected = warmUp(billing, Duration.ofSeconds(effort.of(60, 8)));
            for (int round = 0; round < effort.of(3, 1); round++) {
                ledger.perSecond();
            }
            for (int round = 0; round < effort.of(3, 2); round++) {
                int holds = (int) Math.max(LEAST_HOLDS, expected * time.toSeconds() / 2);
                service.add(() -> byService(billing, holds));
                code.add(ledger::perSecond);
                function.add(pgbench ? plain::byPgbench : plain::byLoop);
                if (pgbench) {
                    withEvents.add(plain::byPgbenchWithEvents);
                }
            }
        }
        return report(code, service, function, withEvents, pgbench);
    }

    private Report report(Rates code, Rates service, Rates function, Rates withEvents, boolean pgbench) {
        List<Figure> figures = new ArrayList<>();
        List<String> notes = new ArrayList<>(List.of(
                "By its code: what handles a command calls, each operation committed by itself, as by pgbench. Command to"
                        + " answer: billing with PostgreSQL, Kafka and Redis alone; commands are published as fast as Kafka takes them and"
                        + " counted when their answer is read from Kafka.",
                "%d users, %d connections; half of the holds are charged, half are given back. In turns with the peer;"
                                .formatted(USERS, CONNECTIONS)
                        + " medians.",
                "Processor time is what an operation costs, whatever else runs on the machine."));
        String alone = pgbench ? "pgbench, the function alone" : "JDBC loop, the function alone";
        figures.add(Figure.of(BY_CODE, code.median(), "/s")
                .beside(alone, function.median())
                .aimedAt(Aim.ratioAtLeast(RATIO)));
        figures.add(Figure.of(BY_SERVICE, service.median(), "/s")
                .beside(alone, function.median())
                .aimedAt(Aim.ratioAtLeast(RATIO)));
        if (pgbench) {
            figures.add(Figure.of(BY_SERVICE, service.median(), "/s")
                    .beside("pgbench, with outbox rows", withEvents.median()));
        } else {
            notes.add("pgbench is NOT installed here (Debian: apt-get install postgresql-contrib); a loop over JDBC"
                    + " stands in for it.");
        }
        service.millisEach().forEach((process, millis) -> figures.add(processorTime(process, millis, function)));
        return new Report(name(), "units set aside, charged and given back", figures, notes, Duration.ZERO);
    }

    private static Figure processorTime(String process, double millis, Rates function) {
        Figure figure = Figure.of("processor time each, " + process, millis, "ms");
        return process.equals(DATABASE)
                ? figure.beside("the function alone", function.millisEach().getOrDefault(DATABASE, Double.NaN))
                : figure;
    }

    /** The rate at the end of the round. */
    private static double warmUp(HoldClient billing, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        double rate = byService(billing, LEAST_HOLDS);
        while (System.nanoTime() < end) {
            rate = byService(billing, LEAST_HOLDS);
        }
        return rate;
    }

    private static double byService(HoldClient billing, int holds) {
        double seconds = placeAndEnd(billing, holds).toNanos() / NANOS_PER_SECOND;
        return 2 * holds / seconds;
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
        return new PlaceHold(
                UuidV7Generator.nextUuid(), user, PriceUnit.ACTIONS, PRICE, Funding.AUTO, "try-on", null, expires);
    }

    private static BillingCommand end(int number, PlaceHold hold) {
        return number % 2 == 0
                ? new CaptureHold(hold.holdId(), hold.userId(), PRICE)
                : new ReleaseHold(hold.holdId(), hold.userId(), "bench");
    }
}
