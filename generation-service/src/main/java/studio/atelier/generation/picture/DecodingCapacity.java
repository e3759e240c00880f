package studio.atelier.generation.picture;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Shares out memory and threads for decoding among users. A user has one picture in work at a time, and users take
 * turns, so that whoever sends much waits for himself. Large pictures never take all: a quarter of the memory and one
 * thread are left for small ones.
 *
 * <p>Work that takes more processor time than it may is interrupted. Otherwise what has begun is never given up half
 * way, even if nobody waits for it any more: its memory is in use until it ends.
 */
@Component
public class DecodingCapacity implements DisposableBean {

    private static final Duration LEAST_RETRY_AFTER = Duration.ofSeconds(5);

    /** A picture read more coarsely than this is none any more. */
    private static final int MAX_COARSENESS = 8;

    /** How much the newest time counts in the mean. */
    private static final double NEWEST = 0.2;

    private final PictureProperties properties;
    private final DecodingRoomPool small;
    private final DecodingRoomPool large;
    private final int threads;
    private final Scheduler scheduler;
    private final Map<UserId, Deque<DecodingRequest<?>>> waiting = new LinkedHashMap<>();
    private final Set<UserId> served = new HashSet<>();
    private int waitingShares;
    private int running;

    DecodingCapacity(PictureProperties properties, MeterRegistry meters) {
        this.properties = properties;
        this.threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        long total = properties.memoryBytes();
        this.small = new DecodingRoomPool(total / 4, threads);
        this.large = new DecodingRoomPool(total - total / 4, threads - 1);
        // One queue for all threads: bounded elastic may put work behind a busy thread while another is about to be
        // free.
        this.scheduler = Schedulers.fromExecutorService(Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("decode-", 1).factory()));
        Gauge.builder("atelier.picture.memory.used", this, DecodingCapacity::countUsedBytes)
                .baseUnit("bytes")
                .description("What pictures being decoded take of their budget")
                .register(meters);
        Gauge.builder("atelier.picture.waiting", this, DecodingCapacity::countWaiting)
                .description("Pictures that wait for room to be decoded")
                .register(meters);
    }

    /**
     * How coarsely a picture must be read for it to fit into the budget: 1 for every pixel, n for every n-th of every
     * n-th row; 0 if it does not fit however coarsely it is read.
     */
    public int coarsenessFor(PictureFileHeader header) {
        if (header.pixelCount() > header.layout().mostPixels()) {
            return 0;
        }
        int every = 1;
        while (every <= MAX_COARSENESS && header.memoryBytes(every) > large.size) {
            every++;
        }
        return every <= MAX_COARSENESS ? every : 0;
    }

    /** How many pixels a picture of this kind may have to be read at all, roughly. */
    public long pixelsThatFit(PictureFileHeader header) {
        double fitting = (double) header.pixelCount() * large.size / header.memoryBytes(MAX_COARSENESS);
        return Math.min((long) fitting, header.layout().mostPixels());
    }

    /**
     * Runs work in the user's turn, once its share of the memory is free. The work ends early with an exception once
     * its thread is interrupted.
     *
     * @param bytes what it takes; more than there is at all is refused
     * @return what the work returns; fails with its exception, or with 503 at once if its turn will hardly come in
     *     time, or once it has not
     */
    public <T> Mono<T> runWithin(UserId user, long bytes, Callable<T> work) {
        return Mono.<T>create(sink ->
                        enterQueue(new DecodingRequest<>(user, bytes, bytes <= small.size ? small : large, work, sink)))
                .checkpoint("decoding budget");
    }

    @Override
    public void destroy() {
        scheduler.dispose();
    }

    private <T> void enterQueue(DecodingRequest<T> share) {
        var alarm = Schedulers.parallel()
                .schedule(() -> giveUp(share), properties.maxWait().toMillis(), TimeUnit.MILLISECONDS);
        share.sink.onDispose(() -> {
            alarm.dispose();
            leaveQueue(share);
        });
        DecodingRequest<?> refused = queueRequest(share);
        if (refused != null) {
            refused.sink.error(CommonProblemException.serviceUnavailable(retryAfter(refused)));
        }
        startWaiting();
    }

    /**
     * Lets a share wait, and says which share has to go for it: none, itself, or the last of whoever has most waiting.
     */
    private synchronized @Nullable DecodingRequest<?> queueRequest(DecodingRequest<?> share) {
        if (share.bytes > share.pool.size || expectedWait(share).compareTo(properties.maxWait()) > 0) {
            return share;
        }
        DecodingRequest<?> refused = null;
        if (waitingShares >= properties.maxWaiting()) {
            Deque<DecodingRequest<?>> longest = waiting.values().stream()
                    .max(Comparator.comparingInt(Deque::size))
                    .orElseThrow();
            if (longest.size() <= waitingOf(share.user) + 1) {
                return share;
            }
            refused = longest.getLast();
            removeFromQueue(refused);
        }
        waiting.computeIfAbsent(share.user, user -> new ArrayDeque<>()).add(share);
        waitingShares++;
        return refused;
    }

    private int waitingOf(UserId user) {
        Deque<DecodingRequest<?>> own = waiting.get(user);
        return own == null ? 0 : own.size();
    }

    /** As users take turns, only so many of another's shares come first as this user has waiting himself. */
    private synchronized Duration expectedWait(DecodingRequest<?> share) {
        int own = waitingOf(share.user);
        long ahead = waiting.entrySet().stream()
                .filter(queue -> !queue.getKey().equals(share.user))
                .flatMap(queue -> queue.getValue().stream().limit(own + 1L))
                .filter(other -> other.pool == share.pool)
                .count();
        int inTurn = own + (served.contains(share.user) ? 1 : 0);
        double rounds = Math.max(inTurn, (double) (ahead + own + share.pool.running) / share.pool.threads);
        boolean atOnce = ahead == 0 && inTurn == 0 && share.bytes <= share.pool.free;
        return atOnce ? Duration.ZERO : Duration.ofNanos((long) (rounds * share.pool.meanNanos));
    }

    private Duration retryAfter(DecodingRequest<?> share) {
        Duration wait = expectedWait(share);
        return wait.compareTo(LEAST_RETRY_AFTER) > 0 ? Duration.ofSeconds(wait.toSeconds() + 1) : LEAST_RETRY_AFTER;
    }

    private void giveUp(DecodingRequest<?> share) {
        if (leaveQueue(share)) {
            share.sink.error(CommonProblemException.serviceUnavailable(retryAfter(share)));
        }
    }

    /** Takes a share out of the queue, if it has not begun; those behind it may fit now. */
    private boolean leaveQueue(DecodingRequest<?> share) {
        boolean left = removeFromQueue(share);
        if (left) {
            startWaiting();
        }
        return left;
    }

    private synchronized boolean removeFromQueue(DecodingRequest<?> share) {
        Deque<DecodingRequest<?>> queue = waiting.get(share.user);
        if (queue == null || !queue.remove(share)) {
            return false;
        }
        waitingShares--;
        if (queue.isEmpty()) {
            waiting.remove(share.user);
        }
        return true;
    }

    private void startWaiting() {
        for (DecodingRequest<?> share : takeThoseThatFit()) {
            scheduler.schedule(() -> runRequest(share));
        }
    }

    /** In the order of the users' turns; a share that does not fit yet lets none of its pool come first. */
    private synchronized List<DecodingRequest<?>> takeThoseThatFit() {
        List<DecodingRequest<?>> fitting = new ArrayList<>();
        Set<DecodingRoomPool> blocked = new HashSet<>();
        for (Deque<DecodingRequest<?>> queue : List.copyOf(waiting.values())) {
            DecodingRequest<?> first = queue.getFirst();
            if (served.contains(first.user) || blocked.contains(first.pool)) {
                continue;
            }
            if (running == threads || !first.pool.hasRoomFor(first)) {
                blocked.add(first.pool);
                continue;
            }
            beginRequest(first);
            fitting.add(first);
        }
        return fitting;
    }

    /** The user's next share goes behind everybody else's. */
    private void beginRequest(DecodingRequest<?> share) {
        removeFromQueue(share);
        Deque<DecodingRequest<?>> rest = waiting.remove(share.user);
        if (rest != null) {
            waiting.put(share.user, rest);
        }
        served.add(share.user);
        share.pool.takeRoom(share);
        running++;
    }

    private void runRequest(DecodingRequest<?> share) {
        long start = System.nanoTime();
        Runnable answer = share.runWork(properties.maxWork());
        endRequest(share, System.nanoTime() - start);
        answer.run();
    }

    private void endRequest(DecodingRequest<?> share, long nanos) {
        giveBack(share, nanos);
        startWaiting();
    }

    private synchronized void giveBack(DecodingRequest<?> share, long nanos) {
        served.remove(share.user);
        share.pool.giveBack(share, nanos);
        running--;
    }

    private synchronized long countUsedBytes() {
        return small.size - small.free + large.size - large.free;
    }

    private synchronized int countWaiting() {
        return waitingShares;
    }

    /** Memory and threads for pictures of a size. Guarded by the budget. */
    private static final class DecodingRoomPool {

        private final long size;
        private final int threads;
        private long free;
        private int running;
        private double meanNanos;

        DecodingRoomPool(long size, int threads) {
            this.size = size;
            this.threads = threads;
            this.free = size;
        }

        boolean hasRoomFor(DecodingRequest<?> share) {
            return running < threads && share.bytes <= free;
        }

        void takeRoom(DecodingRequest<?> share) {
            free -= share.bytes;
            running++;
        }

        void giveBack(DecodingRequest<?> share, long nanos) {
            free += share.bytes;
            running--;
            meanNanos += NEWEST * (nanos - meanNanos);
        }
    }

    private static final class DecodingRequest<T> {

        private final UserId user;
        private final long bytes;
        private final DecodingRoomPool pool;
        private final Callable<T> work;
        private final MonoSink<T> sink;

        DecodingRequest(UserId user, long bytes, DecodingRoomPool pool, Callable<T> work, MonoSink<T> sink) {
            this.user = user;
            this.bytes = bytes;
            this.pool = pool;
            this.work = work;
            this.sink = sink;
        }

        /** Does the work, and gives back what tells its outcome to whoever waits. */
        @SuppressWarnings("CatchingThrowable") // whoever waits must hear of an OutOfMemoryError too
        Runnable runWork(Duration maxWork) {
            ProcessorTimeLimit limit = ProcessorTimeLimit.ofThisThread(maxWork);
            try {
                T result = work.call();
                return () -> sink.success(result);
            } catch (Throwable e) {
                return () -> sink.error(e);
            } finally {
                limit.endLimit();
            }
        }
    }
}
