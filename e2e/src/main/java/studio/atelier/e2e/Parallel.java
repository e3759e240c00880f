package studio.atelier.e2e;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Calls made at the same time. */
public final class Parallel {

    private Parallel() {}

    /**
     * Makes all calls, this many at once, and returns their results in order.
     *
     * @throws IllegalStateException with the cause of the first call that failed
     */
    public static <T> List<T> callAll(int atOnce, Collection<? extends Callable<T>> calls) {
        try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
