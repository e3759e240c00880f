package studio.atelier.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The last calls of a stand-in, newest first, and the number of all by name and outcome. */
public abstract class CallLog<C> implements Resettable {

    private final int kept;
    private final Deque<C> newestFirst = new ArrayDeque<>();
    private final Map<String, Long> counts = new TreeMap<>();

    protected CallLog(int kept) {
        this.kept = kept;
    }

    protected final synchronized void add(C call, String counted) {
        newestFirst.addFirst(call);
        if (newestFirst.size() > kept) {
            newestFirst.removeLast();
        }
        count(counted);
    }

    /** Counts a call that is not kept. */
    public final synchronized void count(String counted) {
        counts.merge(counted, 1L, Long::sum);
    }

    public final synchronized List<C> newest(int limit, Predicate<C> which) {
        return newestFirst.stream().filter(which).limit(limit).toList();
    }

    public final synchronized Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }

    @Override
    public final synchronized void reset() {
        newestFirst.clear();
        counts.clear();
    }
}
