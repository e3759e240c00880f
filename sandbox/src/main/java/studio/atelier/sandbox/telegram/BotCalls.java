package studio.atelier.sandbox.telegram;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import studio.atelier.sandbox.Resettable;

/** The last calls of the Bot API, newest first, and the number of calls by method and outcome. */
@Component
public class BotCalls implements Resettable {

    private static final int KEPT = 500;

    private final Clock clock;
    private final Deque<BotCall> newestFirst = new ArrayDeque<>();
    private final Map<String, Long> counts = new TreeMap<>();

    BotCalls(Clock clock) {
        this.clock = clock;
    }

    synchronized void add(String method, @Nullable String chatId, int status, String description) {
        newestFirst.addFirst(new BotCall(clock.instant(), method, chatId, status, description));
        if (newestFirst.size() > KEPT) {
            newestFirst.removeLast();
        }
        counts.merge(method + " " + status, 1L, Long::sum);
    }

    public synchronized List<BotCall> newest(int limit) {
        return newestFirst.stream().limit(limit).toList();
    }

    public synchronized Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }

    @Override
    public synchronized void reset() {
        newestFirst.clear();
        counts.clear();
    }

    /** One call and its outcome; status 0 means no response. */
    public record BotCall(
            Instant at, String method, @Nullable String chatId, int status, String description) {}
}
