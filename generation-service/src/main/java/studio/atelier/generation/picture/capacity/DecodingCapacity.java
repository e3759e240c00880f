package studio.atelier.generation.picture.capacity;

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
import studio.atelier.generation.picture.PictureFileHeader;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Shares memory and threads for decoding among users. Each user has one picture in work at a time, and users take
 * turns, so that a user with many pictures delays only their own. Large pictures never take everything: a quarter of
 * the memory and one thread are left for small ones.
 *
 * <p>Work that exceeds its limit of processor time is interrupted. Otherwise work that has begun is never abandoned,
 * even if its caller has gone: its memory is in use until it ends.
 */
@Component
public final class DecodingCapacity implements DisposableBean {

    private static final Duration LEAST_RETRY_AFTER = Duration.ofSeconds(5);

    /** Read more coarsely than this, a picture is unusable. */
    private static final int MAX_COARSENESS = 8;

    /** Weight of the newest time in the mean. */
    private static final double NEWEST = 0.2;

    private final PictureProperties properties;
    private final DecodingRoomPool small;
    private final DecodingRoomPool large;
    private final int threads;
    private final Scheduler scheduler;
    private final Map<UserId, Deque<DecodingRequest<?>>> waiting = new LinkedHashMap<>();
    private final Set<UserId> served = new HashSet<>();
    private int waitingRequests;
    private int running;

    public DecodingCapacity(PictureProperties properties, MeterRegistry meters) {
        this.properties = properties;
        this.threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        long total = properties.memoryBytes();
        this.small = new DecodingRoomPool(total / 4, threads);
        this.large = new DecodingRoomPool(total - total / 4, threads - 1);
        // One queue for all threads: bounded elastic may queue work behind a busy thread while another is about to
        // become free.
        this.scheduler = Schedulers.fromExecutorService(Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("decode-", 1).factory()));
        Gauge.builder("atelier.picture.memory.used", this, DecodingCapacity::countUsedBytes)
                .baseUnit("bytes")
                .description("Memory reserved for pictures that are being decoded")
                .register(meters);
        Gauge.builder("atelier.picture.waiting", this, DecodingCapacity::countWaiting)
                .description("Pictures that wait to be decoded")
                .register(meters);
    }

    /**
     * Returns how coarsely a picture must be read to fit into the memory: 1 for every pixel, n for every n-th pixel of
     * every n-th row; 0 if it does not fit at any coarseness.
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

    /** Returns roughly how many pixels a picture of this kind may have to be readable at all. */
    public long pixelsThatFit(PictureFileHeader header) {
        double fitting = (double) header.pixelCount() * large.size / header.memoryBytes(MAX_COARSENESS);
        return Math.min((long) fitting, header.layout().mostPixels());
    }

    /**
     * Runs work in the user's turn, once its memory is free. The work ends early with an exception once its thread is
     * interrupted.
     *
     * @param bytes the memory it takes; more than the capacity is refused
     * @return the result of the work; fails with its exception, or with 503 at once if its turn is not expected in
     *     time, or when its turn has not come in time
     */
    public <T> Mono<T> runWithin(UserId user, long bytes, Callable<T> work) {
        return Mono.<T>create(sink ->
                        enterQueue(new DecodingRequest<>(user, bytes, bytes <= small.size ? small : large, work, sink)))
                .checkpoint("decoding budget");
    }

    /**
     * Runs work that is not decoding, on the threads that decode, as soon as one is free: as much at a time as there
     * are processors, and behind whatever was given to them before. It counts towards no user and no memory, so its
     * caller bounds both.
     */
    public <T> Mono<T> runBesideDecoding(Callable<T> work) {
        return Mono.fromCallable(work).subscribeOn(scheduler);
    }

    @Override
    public void destroy() {
        scheduler.dispose();
    }

    private <T> void enterQueue(DecodingRequest<T> request) {
        var alarm = Schedulers.parallel()
                .schedule(() -> giveUp(request), properties.maxWait().toMillis(), TimeUnit.MILLISECONDS);
        request.sink.onDispose(() -> {
            alarm.dispose();
            leaveQueue(request);
        });
        DecodingRequest<?> refused = queueRequest(request);
        if (refused != null) {
            refused.sink.error(CommonProblemException.serviceUnavailable(retryAfter(refused)));
        }
        startWaiting();
    }

    /**
     * Queues a request and returns the request that is refused for it: none, the request itself, or the last one of the
     * user with most waiting.
     */
    private synchronized @Nullable DecodingRequest<?> queueRequest(DecodingRequest<?> request) {
        if (request.bytes > request.pool.size || expectedWait(request).compareTo(properties.maxWait()) > 0) {
            return request;
        }
        DecodingRequest<?> refused = null;
        if (waitingRequests >= properties.maxWaiting()) {
            Deque<DecodingRequest<?>> longest = waiting.values().stream()
                    .max(Comparator.comparingInt(Deque::size))
                    .orElseThrow();
            if (longest.size() <= waitingOf(request.user) + 1) {
                return request;
            }
            refused = longest.getLast();
            removeFromQueue(refused);
        }
        waiting.computeIfAbsent(request.user, user -> new ArrayDeque<>()).add(request);
        waitingRequests++;
        return refused;
    }

    private int waitingOf(UserId user) {
        Deque<DecodingRequest<?>> own = waiting.get(user);
        return own == null ? 0 : own.size();
    }

    /** Users take turns, so another user's requests precede only as many of this user's as this user has waiting. */
    private synchronized Duration expectedWait(DecodingRequest<?> request) {
        int own = waitingOf(request.user);
        long ahead = waiting.entrySet().stream()
                .filter(queue -> !queue.getKey().equals(request.user))
                .flatMap(queue -> queue.getValue().stream().limit(own + 1L))
                .filter(other -> other.pool == request.pool)
                .count();
        int inTurn = own + (served.contains(request.user) ? 1 : 0);
        double rounds = Math.max(inTurn, (double) (ahead + own + request.pool.running) / request.pool.threads);
        boolean atOnce = ahead == 0 && inTurn == 0 && request.bytes <= request.pool.free;
        return atOnce ? Duration.ZERO : Duration.ofNanos((long) (rounds * request.pool.meanNanos));
    }

    private Duration retryAfter(DecodingRequest<?> request) {
        Duration wait = expectedWait(request);
        return wait.compareTo(LEAST_RETRY_AFTER) > 0 ? Duration.ofSeconds(wait.toSeconds() + 1) : LEAST_RETRY_AFTER;
    }

    private void giveUp(DecodingRequest<?> request) {
        if (leaveQueue(request)) {
            request.sink.error(CommonProblemException.serviceUnavailable(retryAfter(request)));
        }
    }

    /** Removes a request that has not begun from the queue; those behind it may fit now. */
    private boolean leaveQueue(DecodingRequest<?> request) {
        boolean left = removeFromQueue(request);
        if (left) {
            startWaiting();
        }
        return left;
    }

    private synchronized boolean removeFromQueue(DecodingRequest<?> request) {
        Deque<DecodingRequest<?>> queue = waiting.get(request.user);
        if (queue == null || !queue.remove(request)) {
            return false;
        }
        waitingRequests--;
        if (queue.isEmpty()) {
            waiting.remove(request.user);
        }
        return true;
    }

    private void startWaiting() {
        for (DecodingRequest<?> request : takeThoseThatFit()) {
            scheduler.schedule(() -> runRequest(request));
        }
    }

    /** Takes requests in the order of the users' turns; one that does not fit yet blocks the others of its pool. */
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

    /** The user's next request moves behind those of all other users. */
    private void beginRequest(DecodingRequest<?> request) {
        removeFromQueue(request);
        Deque<DecodingRequest<?>> rest = waiting.remove(request.user);
        if (rest != null) {
            waiting.put(request.user, rest);
        }
        served.add(request.user);
        request.pool.takeRoom(request);
        running++;
    }

    private void runRequest(DecodingRequest<?> request) {
        long start = System.nanoTime();
        Runnable answer = request.runWork(properties.maxWork());
        endRequest(request, System.nanoTime() - start);
        answer.run();
    }

    private void endRequest(DecodingRequest<?> request, long nanos) {
        giveBack(request, nanos);
        startWaiting();
    }

    private synchronized void giveBack(DecodingRequest<?> request, long nanos) {
        served.remove(request.user);
        request.pool.giveBack(request, nanos);
        running--;
    }

    private synchronized long countUsedBytes() {
        return small.size - small.free + large.size - large.free;
    }

    private synchronized int countWaiting() {
        return waitingRequests;
    }

    /** Memory and threads for pictures of one size class. Guarded by the lock of {@link DecodingCapacity}. */
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

        boolean hasRoomFor(DecodingRequest<?> request) {
            return running < threads && request.bytes <= free;
        }

        void takeRoom(DecodingRequest<?> request) {
            free -= request.bytes;
            running++;
        }

        void giveBack(DecodingRequest<?> request, long nanos) {
            free += request.bytes;
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

        /** Does the work and returns an action that reports its outcome to the caller. */
        @SuppressWarnings("CatchingThrowable") // the caller must receive an OutOfMemoryError too
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
