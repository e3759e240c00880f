package studio.atelier.chat.telegram;

import java.time.Duration;

/** Fixtures for tests of other features. */
public final class TelegramFixtures {

    private TelegramFixtures() {}

    public static TelegramException tooManyRequests(Duration retryAfter) {
        return new TelegramException.TooManyRequests(retryAfter);
    }
}
