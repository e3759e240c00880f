package studio.atelier.bench.upload;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import studio.atelier.bench.Benchmark;
import studio.atelier.bench.Effort;
import studio.atelier.bench.Stacks;
import studio.atelier.bench.measure.OpenLoop;
import studio.atelier.bench.measure.Percentiles;
import studio.atelier.bench.report.Aim;
import studio.atelier.bench.report.Figure;
import studio.atelier.bench.report.Report;
import studio.atelier.e2e.Http;
import studio.atelier.e2e.Person;
import studio.atelier.e2e.Stack;

/**
 * Ten times the usual uploads for a minute: accepted uploads must stay fast, throughput must stay near the peak, the
 * other uploads must be refused with a problem, and afterwards latency must return to its level before.
 */
public final class OverloadBenchmark implements Benchmark {

    private static final double TAIL = 99;
    private static final int CREATED = 201;
    private static final int USERS = 60;

    /** As many as the gateway allows to wait. */
    private static final int AT_ONCE = Runtime.getRuntime().availableProcessors() + 1;

    private static final double USUAL_SHARE = 0.2;
    private static final int OVERLOAD = 10;
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final String IDLE = "idle";

    /** Each user uploads more here than the limit of kept uploads. */
    private static final Map<String, String> SETTINGS = Map.of("ATELIER_UPLOAD_MAXUNUSED", "1000000");

    @Override
    public String name() {
        return "overload";
    }

    @Override
    public Report run(Stacks stacks, Effort effort) {
        try (Stacks.Running running = stacks.start(SETTINGS)) {
            return new Run(running.stack(), effort).measure();
        }
    }

    private static final class Run {

        private final List<Person> users;
        private final Http http;
        private final Http.Form photo = Http.Form.ofFile("photo.jpg", "image/jpeg", Photo.jpeg());
        private final Effort effort;
        private final AtomicInteger turn = new AtomicInteger();

        private Run(Stack stack, Effort effort) {
            this.users = IntStream.range(0, USERS)
                    .mapToObj(n -> Person.newcomer(stack))
                    .toList();
            this.http = new Http(stack.gateway());
            this.effort = effort;
        }

        private Report measure() {
            accepted(Duration.ofSeconds(effort.of(30, 10)));
            double peak = accepted(Duration.ofSeconds(effort.of(20, 8)));
            double usual = peak * USUAL_SHARE;
            Outcome idle = arriving(usual, Duration.ofSeconds(effort.of(60, 20)));
            Outcome overload = arriving(usual * OVERLOAD, Duration.ofSeconds(effort.of(60, 20)));
            double idleTail = idle.accepted.millisAt(TAIL);
            double recovery = secondsUntilAsBefore(usual, idleTail);
            return new Report(
                    "overload",
                    "uploads of a 3-megapixel photo, ten times the usual rate",
                    List.of(
                            Figure.of("accepted, p99, usual rate", idleTail, "ms"),
                            Figure.of("accepted, p99, overload", overload.accepted.millisAt(TAIL), "ms")
                                    .beside(IDLE, idleTail)
                                    .aimedAt(Aim.ratioAtMost(3)),
                            Figure.of("accepted a second, overload", overload.acceptedASecond(), "/s")
                                    .beside("peak", peak)
                                    .aimedAt(Aim.ratioAtLeast(0.8)),
                            Figure.of("until p99 is as before", recovery, "s").aimedAt(Aim.atMost(30)),
                            Figure.of("refused with 429 or 503, p99", overload.refused.millisAt(TAIL), "ms"),
                            Figure.of("without an answer or with another", overload.failed.get(), "")
                                    .aimedAt(Aim.atMost(0))),
                    List.of(
                            "usual rate %.1f/s, overload %.1f/s".formatted(usual, usual * OVERLOAD),
                            "overload: %d accepted, %d refused; first failure: %s"
                                    .formatted(
                                            overload.accepted.count(),
                                            overload.refused.count(),
                                            overload.firstFailure)),
                    Duration.ZERO);
        }

        /** Uploads concurrently for this long; returns accepted uploads per second. */
        private double accepted(Duration time) {
            Semaphore free = new Semaphore(AT_ONCE);
            AtomicLong accepted = new AtomicLong();
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < time.toNanos()) {
                free.acquireUninterruptibly();
                CompletableFuture<Boolean> unused = upload().handle((answer, failure) -> {
                    boolean created = failure == null && answer.status() == CREATED;
                    accepted.addAndGet(created ? 1 : 0);
                    free.release();
                    return created;
                });
            }
            free.acquireUninterruptibly(AT_ONCE);
            return accepted.get() / seconds(System.nanoTime() - begun);
        }

        private Outcome arriving(double perSecond, Duration time) {
            Outcome outcome = new Outcome();
            OpenLoop loop = new OpenLoop(perSecond);
            long begun = System.nanoTime();
            loop.run((int) (perSecond * time.toSeconds()), number -> {
                long due = begun + loop.dueAfter(number).toNanos();
                return upload().handle((answer, failure) -> outcome.add(answer, failure, System.nanoTime() - due));
            });
            outcome.took = System.nanoTime() - begun;
            return outcome;
        }

        /** The start of the first window with its former tail latency; the whole time if there is none. */
        private double secondsUntilAsBefore(double perSecond, double idleTail) {
            int windows = effort.of(12, 6);
            for (int window = 0; window < windows; window++) {
                Outcome outcome = arriving(perSecond, WINDOW);
                if (outcome.accepted.millisAt(TAIL) <= idleTail && outcome.accepted.count() > 0) {
                    return window * (double) WINDOW.toSeconds();
                }
            }
            return windows * (double) WINDOW.toSeconds();
        }

        private CompletableFuture<Http.Answer> upload() {
            Person user = users.get(turn.getAndIncrement() % USERS);
            return http.sendLater("POST", "/api/v1/uploads", user.headers(null), photo);
        }
    }

    private static double seconds(long nanos) {
        return nanos / (double) Duration.ofSeconds(1).toNanos();
    }

    /** The outcomes of the uploads of one phase. */
    private static final class Outcome {

        private final Percentiles accepted = new Percentiles();
        private final Percentiles refused = new Percentiles();
        private final AtomicInteger failed = new AtomicInteger();
        private volatile String firstFailure = "none";
        private long took;

        private boolean add(Http.Answer answer, Throwable failure, long nanos) {
            int status = failure == null ? answer.status() : 0;
            switch (status) {
                case CREATED -> accepted.addNanos(nanos);
                case 429, 503 -> refused.addNanos(nanos);
                default -> {
                    if (failed.getAndIncrement() == 0) {
                        firstFailure = failure == null ? answer.toString() : failure.toString();
                    }
                }
            }
            return status == CREATED;
        }

        private double acceptedASecond() {
            return accepted.count() / seconds(took);
        }
    }
}
