package studio.atelier.generation.picture;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Shares out the memory for decoded pictures, and runs the work on as many threads as there are cores. Work that finds
 * no room waits its turn, first come first served, for a bounded time. What has begun is never given up half way, even
 * if nobody waits for it any more: its memory is in use until it ends.
 */
@Component
public class DecodingBudget implements DisposableBean {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final PictureProperties properties;
    private final long total;
    private final Scheduler scheduler;
    private final Deque<Share<?>> waiting = new ArrayDeque<>();
    private long free;

    DecodingBudget(PictureProperties properties, MeterRegistry meters) {
        this.properties = properties;
        this.total = properties.memoryBytes();
        this.free = total;
        this.scheduler =
                Schedulers.newBoundedElastic(Runtime.getRuntime().availableProcessors(), Integer.MAX_VALUE, "decode");
        Gauge.builder("atelier.picture.memory.used", this, DecodingBudget::used)
                .baseUnit("bytes")
                .description("What pictures being decoded take of their budget")
                .register(meters);
        Gauge.builder("atelier.picture.waiting", this, DecodingBudget::waiting)
                .description("Pictures that wait for room to be decoded")
                .register(meters);
    }

    /**
     * How coarsely a picture must be read for it to fit into the whole budget: 1 for every pixel, which only a very
     * small heap does not allow. WebP can only be read whole, and then runs alone.
     */
    public int coarsenessFor(PictureHeader header) {
        int every = 1;
        while (header.format() != PictureFormat.WEBP && header.memoryBytes(every) > total) {
            every++;
        }
        return every;
    }

    /**
     * Runs work once its share of the memory is free.
     *
     * @param bytes what it takes; more than there is at all counts as all there is, so that it runs alone
     * @return what the work returns; fails with its exception, or with 503 if its turn did not come in time
     */
    public <T> Mono<T> within(long bytes, Callable<T> work) {
        return Mono.<T>create(sink -> enter(new Share<>(Math.min(bytes, total), work, sink)))
                .checkpoint("decoding budget");
    }

    @Override
    public void destroy() {
        scheduler.dispose();
    }

    private <T> void enter(Share<T> share) {
        var alarm = Schedulers.parallel()
                .schedule(() -> giveUp(share), properties.maxWait().toMillis(), TimeUnit.MILLISECONDS);
        share.sink.onDispose(() -> {
            alarm.dispose();
            leave(share);
        });
        if (!queue(share)) {
            share.sink.error(CommonProblemException.unavailable(RETRY_AFTER));
        }
        startWaiting();
    }

    private synchronized boolean queue(Share<?> share) {
        return waiting.size() < properties.maxWaiting() && waiting.offer(share);
    }

    private void giveUp(Share<?> share) {
        if (leave(share)) {
            share.sink.error(CommonProblemException.unavailable(RETRY_AFTER));
        }
    }

    /** Takes a share out of the queue, if it has not begun; those behind it may fit now. */
    private boolean leave(Share<?> share) {
        boolean left = unqueue(share);
        if (left) {
            startWaiting();
        }
        return left;
    }

    private synchronized boolean unqueue(Share<?> share) {
        return waiting.remove(share);
    }

    private void startWaiting() {
        for (Share<?> share : takeThoseThatFit()) {
            scheduler.schedule(() -> run(share));
        }
    }

    private synchronized List<Share<?>> takeThoseThatFit() {
        List<Share<?>> fitting = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.peek().bytes <= free) {
            Share<?> share = waiting.remove();
            free -= share.bytes;
            fitting.add(share);
        }
        return fitting;
    }

    private void run(Share<?> share) {
        Runnable answer = share.work();
        giveBack(share.bytes);
        answer.run();
    }

    private void giveBack(long bytes) {
        addFree(bytes);
        startWaiting();
    }

    private synchronized void addFree(long bytes) {
        free += bytes;
    }

    private synchronized long used() {
        return total - free;
    }

    private synchronized int waiting() {
        return waiting.size();
    }

    private static final class Share<T> {

        private final long bytes;
        private final Callable<T> work;
        private final MonoSink<T> sink;

        Share(long bytes, Callable<T> work, MonoSink<T> sink) {
            this.bytes = bytes;
            this.work = work;
            this.sink = sink;
        }

        /** Does the work, and gives back what tells its outcome to whoever waits. */
        @SuppressWarnings("CatchingThrowable") // whoever waits must hear of an OutOfMemoryError too
        Runnable work() {
            try {
                T result = work.call();
                return () -> sink.success(result);
            } catch (Throwable e) {
                return () -> sink.error(e);
            }
        }
    }
}
