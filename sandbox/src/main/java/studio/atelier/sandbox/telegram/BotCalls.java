package studio.atelier.sandbox.telegram;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import studio.atelier.sandbox.CallLog;

/** The last calls of the Bot API, newest first, and the number of calls by method and outcome. */
@Component
public class BotCalls extends CallLog<BotCalls.BotCall> {

    private static final int KEPT = 500;

    private final Clock clock;

    BotCalls(Clock clock) {
        super(KEPT);
        this.clock = clock;
    }

    void add(String method, @Nullable String chatId, int status, String description) {
        add(new BotCall(clock.instant(), method, chatId, status, description), method + " " + status);
    }

    /** One call and its outcome; status 0 means no response. */
    public record BotCall(
            Instant at, String method, @Nullable String chatId, int status, String description) {}
}
