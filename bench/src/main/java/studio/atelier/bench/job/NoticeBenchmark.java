package studio.atelier.bench.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import studio.atelier.bench.Benchmark;
import studio.atelier.bench.Effort;
import studio.atelier.bench.Stacks;
import studio.atelier.bench.measure.Percentiles;
import studio.atelier.bench.measure.Rounds;
import studio.atelier.bench.report.Aim;
import studio.atelier.bench.report.Figure;
import studio.atelier.bench.report.Report;
import studio.atelier.e2e.Http;
import studio.atelier.e2e.LiveSocket;
import studio.atelier.e2e.Parallel;
import studio.atelier.e2e.Person;
import studio.atelier.e2e.Sandbox;
import studio.atelier.e2e.Stack;
import tools.jackson.databind.JsonNode;

/** The time from the provider's end of the work until the client knows it, by a frame of its WebSocket or by a poll. */
public final class NoticeBenchmark implements Benchmark {

    private static final String BY_FRAME = "client knows, by frame";
    private static final String BY_POLL = "client knows, by poll";
    private static final String MEAN = ", mean";
    private static final double MEDIAN = 50;
    private static final double TAIL = 99;

    /** The aim: a tenth of what a poll takes. */
    private static final double RATIO = 0.1;

    private static final int USERS = 60;

    /** Users who wait for an image at the same time. */
    private static final int AT_ONCE = 4;

    private static final Duration PROVIDER_TIME = Duration.ofSeconds(1);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
    private static final String POLLED = "polled every " + POLL_INTERVAL.toMillis() + " ms";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "notice";
    }

    @Override
    public Report run(Stacks stacks, Effort effort) {
        try (Stacks.Running running = stacks.start(JobStackSettings.withKie(Map.of()))) {
            try (JobTable jobs = JobTable.of(running.stack())) {
                return new Run(running.stack(), jobs, effort).measure();
            }
        }
    }

    /** One user's jobs, one after the other, and when the client knew of each end. */
    @FunctionalInterface
    private interface Observation {

        Map<UUID, Instant> observe(int user, int count);
    }

    private static final class Run {

        private final Stack stack;
        private final Sandbox sandbox;
        private final JobTable jobs;
        private final Effort effort;
        private final Crowd crowd;
        private final PythonPeer peer;

        private Run(Stack stack, JobTable jobs, Effort effort) {
            this.stack = stack;
            this.sandbox = new Sandbox(stack.sandbox());
            this.jobs = jobs;
            this.effort = effort;
            this.crowd = Crowd.of(stack, USERS);
            this.peer = new PythonPeer(stack);
        }

        private Report measure() {
            warmUp();
            int count = effort.of(120, 24);
            Rounds rounds = new Rounds();
            for (int round = 0; round < effort.of(3, 1); round++) {
                rounds.add(figures(BY_FRAME, this::observeFrames, count));
                rounds.add(figures(BY_POLL, this::observeByPolling, count));
                peer.measure("notice", effort);
            }
            return new Report(
                    "notice",
                    "from the provider's end of the work until the client knows",
                    rows(rounds.medians()),
                    List.of(
                            "%d jobs each, of %d users at once, one after the other; the provider takes %d s and calls back."
                                    .formatted(count, AT_ONCE, PROVIDER_TIME.toSeconds()),
                            "A poll begins at a random moment of the interval. It includes what the service does after the"
                                    + " provider's end, as the frame does: download, storing, and the job's last transaction.",
                            peer.note()),
                    Duration.ZERO);
        }

        private void warmUp() {
            JobStackSettings.kieTakes(sandbox, Duration.ZERO);
            int submissions = effort.of(500, 100);
            crowd.submitPatiently(submissions);
            jobs.awaitAllCompleted(submissions, LIMIT);
            for (int round = 2; round <= effort.of(8, 1); round++) {
                crowd.submitAll(0, submissions);
                jobs.awaitAllCompleted((long) round * submissions, LIMIT);
            }
            int count = effort.of(200, 40);
            observeAll(this::observeFrames, count);
            observeAll(this::observeByPolling, count);
            JobStackSettings.kieTakes(sandbox, PROVIDER_TIME);
        }

        private List<Figure> figures(String what, Observation observation, int count) {
            Map<UUID, Instant> known = observeAll(observation, count);
            Percentiles times = ProviderTimes.ofEnds(sandbox, jobs).until(known);
            return List.of(
                    Figure.of(what + MEAN, times.meanMillis(), "ms"),
                    Figure.of(what + ", p50", times.millisAt(MEDIAN), "ms"),
                    Figure.of(what + ", p99", times.millisAt(TAIL), "ms"));
        }

        private Map<UUID, Instant> observeAll(Observation observation, int count) {
            Map<UUID, Instant> all = new ConcurrentHashMap<>();
            List<Callable<Boolean>> users = IntStream.range(0, AT_ONCE)
                    .<Callable<Boolean>>mapToObj(user -> () -> {
                        all.putAll(observation.observe(user, count / AT_ONCE));
                        return true;
                    })
                    .toList();
            Parallel.callAll(AT_ONCE, users);
            return all;
        }

        private Map<UUID, Instant> observeFrames(int user, int count) {
            Map<String, CompletableFuture<Instant>> frames = new ConcurrentHashMap<>();
            Map<UUID, Instant> known = new ConcurrentHashMap<>();
            LiveSocket socket = LiveSocket.open(stack, crowd.person(user), null, frame -> {
                Instant now = Instant.now();
                if (isEnd(frame)) {
                    frame(frames, jobOf(frame)).complete(now);
                }
            });
            try (socket) {
                for (int number = 0; number < count; number++) {
                    UUID job = crowd.submit(user).join();
                    known.put(
                            job,
                            frame(frames, job.toString())
                                    .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                                    .join());
                }
            }
            return known;
        }

        /** The frame of a job, which may arrive before the answer to its submission. */
        private static CompletableFuture<Instant> frame(Map<String, CompletableFuture<Instant>> frames, String job) {
            return frames.computeIfAbsent(job, unknown -> new CompletableFuture<>());
        }

        private static boolean isEnd(JsonNode frame) {
            return "job.completed".equals(frame.path("type").asString(""));
        }

        private static String jobOf(JsonNode frame) {
            return frame.at("/data/jobId").asString();
        }

        private Map<UUID, Instant> observeByPolling(int user, int count) {
            Map<UUID, Instant> known = new ConcurrentHashMap<>();
            for (int number = 0; number < count; number++) {
                UUID job = crowd.submit(user).join();
                known.put(job, pollUntilCompleted(crowd.person(user), job));
            }
            return known;
        }

        private static Instant pollUntilCompleted(Person user, UUID job) {
            long due = System.nanoTime() + ThreadLocalRandom.current().nextLong(POLL_INTERVAL.toNanos());
            for (long end = due + LIMIT.toNanos(); due < end; due += POLL_INTERVAL.toNanos()) {
                passUntil(due);
                Http.Answer answer = user.get("/api/v1/generations/" + job);
                Instant now = Instant.now();
                if ("COMPLETED".equals(answer.text("/status"))) {
                    return now;
                }
            }
            throw new IllegalStateException("Job " + job + " was not completed");
        }

        private static void passUntil(long nanoTime) {
            for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }

        /** Each figure beside the peer's, and the frame's mean beside each poll. */
        private List<Figure> rows(List<Figure> medians) {
            List<Figure> rows = new ArrayList<>();
            for (Figure figure : medians) {
                if (figure.what().equals(BY_FRAME + MEAN)) {
                    rows.add(aimed(figure.beside("the same, " + POLLED, pollMean(medians))));
                    peer.besideEachWorker(figure, BY_POLL + MEAN, ", " + POLLED).forEach(row -> rows.add(aimed(row)));
                }
                rows.addAll(peer.besideEachWorker(figure));
            }
            return rows;
        }

        private static double pollMean(List<Figure> medians) {
            return medians.stream()
                    .filter(figure -> figure.what().equals(BY_POLL + MEAN))
                    .mapToDouble(Figure::value)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Figure aimed(Figure row) {
        return row.aimedAt(Aim.ratioAtMost(RATIO));
    }
}
