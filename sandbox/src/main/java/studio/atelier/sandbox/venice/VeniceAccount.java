package studio.atelier.sandbox.venice;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.springframework.stereotype.Component;
import studio.atelier.sandbox.Resettable;

/** The account: its balance, how many images it may request in a minute, and the block after too many failures. */
@Component
class VeniceAccount implements Resettable {

    static final int IMAGES_PER_MINUTE = 20;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST_FAILURES = 20;
    private static final Duration FAILURE_WINDOW = Duration.ofSeconds(30);
    private static final Duration BLOCK = Duration.ofSeconds(30);
    private static final BigDecimal INITIAL_USD = BigDecimal.valueOf(1000);

    private final Clock clock;
    private final Deque<Instant> images = new ArrayDeque<>();
    private final Deque<Instant> failures = new ArrayDeque<>();
    private Instant blockedUntil = Instant.MIN;
    private BigDecimal usd = INITIAL_USD;

    VeniceAccount(Clock clock) {
        this.clock = clock;
    }

    synchronized BigDecimal usd() {
        return usd;
    }

    synchronized void setUsd(BigDecimal amount) {
        usd = amount;
    }

    synchronized void spend(BigDecimal price) {
        usd = usd.subtract(price);
    }

    /** Counts a request for an image; false, without counting it, if there were 20 in the last minute. */
    synchronized boolean admitsImage() {
        forgetBefore(images, MINUTE);
        if (images.size() >= IMAGES_PER_MINUTE) {
            return false;
        }
        images.addLast(clock.instant());
        return true;
    }

    /** Requests for an image that are left in this minute. */
    synchronized int imagesLeft() {
        forgetBefore(images, MINUTE);
        return IMAGES_PER_MINUTE - images.size();
    }

    synchronized boolean isBlocked() {
        return clock.instant().isBefore(blockedUntil);
    }

    /** Counts a failed request; more than 20 in 30 seconds block the key for 30 seconds. */
    synchronized void countFailure() {
        if (isBlocked()) {
            return;
        }
        forgetBefore(failures, FAILURE_WINDOW);
        failures.addLast(clock.instant());
        if (failures.size() > MOST_FAILURES) {
            blockedUntil = clock.instant().plus(BLOCK);
            failures.clear();
        }
    }

    private void forgetBefore(Deque<Instant> moments, Duration window) {
        Instant oldest = clock.instant().minus(window);
        while (!moments.isEmpty() && moments.getFirst().isBefore(oldest)) {
            moments.removeFirst();
        }
    }

    @Override
    public synchronized void reset() {
        images.clear();
        failures.clear();
        blockedUntil = Instant.MIN;
        usd = INITIAL_USD;
    }
}
