package studio.atelier.sandbox.kie;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import studio.atelier.sandbox.Resettable;

/** Records every {@code createTask} call, also refused ones, so that tests can compare them with the jobs. */
@Component
public class KieCalls implements Resettable {

    private static final int KEPT = 20_000;

    private final Clock clock;
    private final Deque<CreateCall> newestFirst = new ArrayDeque<>();
    private final Map<String, Long> counts = new TreeMap<>();

    KieCalls(Clock clock) {
        this.clock = clock;
    }

    synchronized void add(String outcome, String model, @Nullable String callBackUrl, @Nullable String taskId) {
        newestFirst.addFirst(new CreateCall(clock.instant(), outcome, model, callBackUrl, taskId));
        if (newestFirst.size() > KEPT) {
            newestFirst.removeLast();
        }
        count("createTask " + outcome);
    }

    /** Counts any other call. */
    synchronized void count(String call) {
        counts.merge(call, 1L, Long::sum);
    }

    public synchronized List<CreateCall> newest(int limit, Predicate<CreateCall> which) {
        return newestFirst.stream().filter(which).limit(limit).toList();
    }

    public synchronized Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }

    @Override
    public synchronized void reset() {
        newestFirst.clear();
        counts.clear();
    }

    /**
     * One call of {@code createTask}.
     *
     * @param outcome {@code 200}, the refusal's code, or the name of its fault
     */
    public record CreateCall(
            Instant at,
            String outcome,
            String model,
            @Nullable String callBackUrl,
            @Nullable String taskId) {}
}
