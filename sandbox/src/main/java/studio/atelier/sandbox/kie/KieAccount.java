package studio.atelier.sandbox.kie;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.springframework.stereotype.Component;
import studio.atelier.sandbox.Resettable;
import studio.atelier.sandbox.SandboxProperties;

/** The account: its credits, and how many tasks it may create in ten seconds. */
@Component
public class KieAccount implements Resettable {

    private static final int TASKS_PER_WINDOW = 20;
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final Clock clock;
    private final long initialCredits;
    private final Deque<Instant> created = new ArrayDeque<>();
    private long credits;

    KieAccount(SandboxProperties properties, Clock clock) {
        this.clock = clock;
        this.initialCredits = properties.kie().initialCredits();
        this.credits = initialCredits;
    }

    public synchronized long credits() {
        return credits;
    }

    public synchronized void setCredits(long newCredits) {
        credits = newCredits;
    }

    /** Charges the account; false, without a charge, if the credits do not suffice. */
    synchronized boolean spend(long price) {
        if (credits < price) {
            return false;
        }
        credits -= price;
        return true;
    }

    synchronized void giveBack(long price) {
        credits += price;
    }

    /** Counts a new task; false, without counting it, if there were 20 in the last ten seconds. */
    synchronized boolean admits() {
        Instant now = clock.instant();
        while (!created.isEmpty() && created.peekFirst().isBefore(now.minus(WINDOW))) {
            created.removeFirst();
        }
        if (created.size() >= TASKS_PER_WINDOW) {
            return false;
        }
        created.addLast(now);
        return true;
    }

    @Override
    public synchronized void reset() {
        credits = initialCredits;
        created.clear();
    }
}
