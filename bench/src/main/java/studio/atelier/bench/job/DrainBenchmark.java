package studio.atelier.bench.job;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import studio.atelier.bench.Benchmark;
import studio.atelier.bench.Effort;
import studio.atelier.bench.Stacks;
import studio.atelier.bench.measure.CpuTime;
import studio.atelier.bench.measure.SqlLoop;
import studio.atelier.bench.report.Aim;
import studio.atelier.bench.report.Figure;
import studio.atelier.bench.report.Report;
import studio.atelier.e2e.Person;
import studio.atelier.e2e.Stack;
import studio.atelier.local.settings.ServiceDatabase;

/** Jobs completed per second from a full queue, with a provider that takes no time. */
public final class DrainBenchmark implements Benchmark {

    private static final double PER_SECOND = 300;
    private static final double MILLIS_PER_SECOND = 1_000;

    /** Milliseconds per job; processes that use less are left out. */
    private static final double WORTH_TELLING = 0.1;

    private static final int SLOTS = 32;

    /** A user may have twenty waiting jobs. */
    private static final int JOBS_PER_PERSON = 10;

    private static final int CONNECTIONS = 8;
    private static final String QUEUE = "noop";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final Map<String, String> SETTINGS = Map.of(
            "ATELIER_NOOP_PROVIDER", "true",
            "ATELIER_TRY_ON_PROVIDER", QUEUE,
            "ATELIER_MAX_CONCURRENT_IMAGE_GENERATIONS", Integer.toString(SLOTS),
            // The queue is longer than admission would allow.
            "ATELIER_GENERATION_JOB_MAXESTIMATEDWAIT", "24h",
            // Everything runs on two busy cores: Redis answers late but is not down.
            "ATELIER_LIMIT_REDISTIMEOUT", "2s",
            "ATELIER_PROVIDER_DAILY_CAP_MICRO_USD", "1000000000000",
            "ATELIER_FREE_QUOTA_DAILY_CAP_MICRO_USD", "1000000000000");

    @Override
    public String name() {
        return "drain";
    }

    @Override
    public Report run(Stacks stacks, Effort effort) {
        try (Stacks.Running running = stacks.start(SETTINGS)) {
            try (JobTable jobs = JobTable.of(running.stack())) {
                return measure(running.stack(), jobs, effort);
            }
        }
    }

    private Report measure(Stack stack, JobTable jobs, Effort effort) {
        int count = effort.of(3_000, 600);
        int warmUp = effort.of(6_000, 200);
        Crowd crowd = Crowd.of(stack, count / JOBS_PER_PERSON);
        Person operator = Person.login(stack, Long.parseLong(stack.setting("ATELIER_TELEGRAM_ADMIN_IDS")));
        crowd.submitAll(0, warmUp);
        jobs.awaitAllCompleted(warmUp, LIMIT);

        order(operator, "pause");
        CpuTime beforeAdmitting = CpuTime.of(stack);
        double admitted = count / seconds(crowd.submitAll(warmUp, count));
        CpuTime beforeDraining = CpuTime.of(stack);
        Instant begun = Instant.now();
        order(operator, "resume");
        jobs.awaitAllCompleted(warmUp + count, LIMIT);
        Duration done = Duration.between(begun, jobs.lastFinished());
        Duration settled = Duration.between(begun, Instant.now());
        CpuTime afterwards = CpuTime.of(stack);
        double plain = plainCycles(stack.database("GENERATION"), Duration.ofSeconds(effort.of(10, 4)));
        List<Figure> figures = new ArrayList<>(List.of(
                Figure.of("jobs done", count / seconds(done), "/s")
                        .beside("queue in plain SQL", plain)
                        .aimedAt(Aim.atLeast(PER_SECOND)),
                Figure.of("jobs done and charged", count / seconds(settled), "/s")
                        .beside("queue in plain SQL", plain),
                Figure.of("jobs admitted while nothing is drained", admitted, "/s")));
        figures.addAll(processorTimes("admitting", beforeDraining.since(beforeAdmitting), count));
        figures.addAll(processorTimes("doing", afterwards.since(beforeDraining), count));
        return new Report(
                name(),
                "jobs that get done with a provider that takes no time",
                figures,
                List.of(
                        "%d jobs of %d users waited; one worker with %d slots; each job reads its photos, draws, stores"
                                        .formatted(count, count / JOBS_PER_PERSON, SLOTS)
                                + " and announces its image.",
                        "Plain SQL: insert a row, claim the first that waits, mark it done; %d connections."
                                .formatted(CONNECTIONS)),
                Duration.ZERO);
    }

    /** The processor time that each process involved spent on a job. */
    private static List<Figure> processorTimes(String what, Map<String, Double> millis, int jobs) {
        return millis.entrySet().stream()
                .filter(used -> used.getValue() / jobs >= WORTH_TELLING)
                .map(used -> Figure.of("processor time, " + what + ", " + used.getKey(), used.getValue() / jobs, "ms"))
                .toList();
    }

    private static void order(Person operator, String what) {
        var answer = operator.post("/api/v1/admin/generation/queues/" + QUEUE + "/" + what, null);
        if (answer.status() != 200) {
            throw new IllegalStateException("The queue did not accept the command " + what + ": " + answer);
        }
    }

    private static double seconds(Duration time) {
        return time.toMillis() / MILLIS_PER_SECOND;
    }

    private static double plainCycles(ServiceDatabase database, Duration time) {
        SqlLoop.execute(database, """
                drop table if exists bench_task;
                create table bench_task (id uuid primary key default uuidv7(), state text not null default 'waiting');
                create index bench_task_waiting_idx on bench_task (id) where state = 'waiting';
                """);
        double cycles = SqlLoop.perSecond(database, CONNECTIONS, time, DrainBenchmark::cycle);
        SqlLoop.execute(database, "drop table bench_task");
        return cycles;
    }

    private static SqlLoop.Round cycle(Connection connection) throws SQLException {
        PreparedStatement insert = connection.prepareStatement("insert into bench_task default values");
        PreparedStatement claim = connection.prepareStatement("""
                update bench_task set state = 'running'
                where id = (select id from bench_task where state = 'waiting'
                            order by id limit 1 for update skip locked)
                returning id
                """);
        PreparedStatement done = connection.prepareStatement("update bench_task set state = 'done' where id = ?");
        return () -> {
            insert.execute();
            try (ResultSet claimed = claim.executeQuery()) {
                if (claimed.next()) {
                    done.setObject(1, claimed.getObject(1));
                    done.execute();
                }
            }
        };
    }
}
