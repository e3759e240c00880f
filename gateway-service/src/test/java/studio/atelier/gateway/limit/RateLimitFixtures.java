package studio.atelier.gateway.limit;

import java.time.Duration;

/** Rate limits for tests. */
final class RateLimitFixtures {

    private RateLimitFixtures() {}

    /** Two requests a minute of each class; Redis gets 200 ms or a second, and a pause of five after three failures. */
    static RateLimitProperties properties() {
        return new RateLimitProperties(
                new RateLimitProperties.AddressRequestRate(2, Duration.ofMinutes(1)),
                new RateLimitProperties.FileRequestRate(2, Duration.ofMinutes(1)),
                new RateLimitProperties.DocumentRequestRate(2, Duration.ofMinutes(1)),
                new RateLimitProperties.WebhookRequestRate(2, Duration.ofMinutes(1)),
                new RateLimitProperties.LoginRequestRate(2, Duration.ofMinutes(1)),
                new RateLimitProperties.OperatorRequestRate(2, Duration.ofMinutes(1)),
                new RateLimitProperties.SpendRequestRate(2, Duration.ofMinutes(1)),
                new RateLimitProperties.UploadRequestRate(2, Duration.ofMinutes(1)),
                new RateLimitProperties.ReadRequestRate(2, Duration.ofMinutes(1)),
                Duration.ofMillis(200),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5));
    }
}
