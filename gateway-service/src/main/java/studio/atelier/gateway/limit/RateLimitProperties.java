package studio.atelier.gateway.limit;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The rate limits.
 *
 * <p>One address is an IPv4 address or the /64 network of an IPv6 address.
 *
 * @param address API requests from one address together
 * @param file images, files of the Mini App and all else from one address
 * @param document the API's description, from one address
 * @param webhook webhooks from one address
 * @param login logins from one address, and as many refreshes
 * @param operator an operator's requests below {@code /api/v1/admin/}
 * @param spend a user's requests that create or pay
 * @param upload a user's uploads
 * @param read everything else of a user
 * @param redisTimeout how long Redis may take before this instance counts alone
 * @param requiredRedisTimeout how long Redis may take before a request is refused that this instance may not count
 *     alone: waiting for a short stall is better than refusing a user who logs in or pays
 * @param redisPause how long Redis is not called after three failures in a row
 */
@Validated
@ConfigurationProperties("atelier.limit")
public record RateLimitProperties(
        @DefaultValue @Valid @NotNull AddressRequestRate address,
        @DefaultValue @Valid @NotNull FileRequestRate file,
        @DefaultValue @Valid @NotNull DocumentRequestRate document,
        @DefaultValue @Valid @NotNull WebhookRequestRate webhook,
        @DefaultValue @Valid @NotNull LoginRequestRate login,
        @DefaultValue @Valid @NotNull OperatorRequestRate operator,
        @DefaultValue @Valid @NotNull SpendRequestRate spend,
        @DefaultValue @Valid @NotNull UploadRequestRate upload,
        @DefaultValue @Valid @NotNull ReadRequestRate read,
        @DefaultValue("200ms") @NotNull Duration redisTimeout,
        @DefaultValue("1s") @NotNull Duration requiredRedisTimeout,
        @DefaultValue("5s") @NotNull Duration redisPause) {

    /** A token bucket: this many at once, refilled evenly over the period. */
    public sealed interface RequestRate {
        /** Requests at once, and in each period. */
        int requests();

        /** How long an empty bucket takes to fill. */
        Duration period();
    }

    /** For one address. */
    public record AddressRequestRate(
            @DefaultValue("1200") @Positive int requests,
            @DefaultValue("1m") @NotNull Duration period) implements RequestRate {}

    /** For images and files: a page takes about 30, a full gallery 100, and several users may share an address. */
    public record FileRequestRate(
            @DefaultValue("6000") @Positive int requests,
            @DefaultValue("1m") @NotNull Duration period) implements RequestRate {}

    /** For the API's description. */
    public record DocumentRequestRate(
            @DefaultValue("60") @Positive int requests,
            @DefaultValue("1m") @NotNull Duration period) implements RequestRate {}

    /** For webhooks: Telegram and providers send many at once from a few addresses. */
    public record WebhookRequestRate(
            @DefaultValue("60000") @Positive int requests,
            @DefaultValue("1m") @NotNull Duration period) implements RequestRate {}

    /** For operators. */
    public record OperatorRequestRate(
            @DefaultValue("1200") @Positive int requests,
            @DefaultValue("1m") @NotNull Duration period) implements RequestRate {}

    /** For logins. */
    public record LoginRequestRate(
            @DefaultValue("60") @Positive int requests,
            @DefaultValue("1m") @NotNull Duration period) implements RequestRate {}

    /** For requests that create or pay. */
    public record SpendRequestRate(
            @DefaultValue("60") @Positive int requests,
            @DefaultValue("1m") @NotNull Duration period) implements RequestRate {}

    /** For uploads. */
    public record UploadRequestRate(
            @DefaultValue("60") @Positive int requests,
            @DefaultValue("1m") @NotNull Duration period) implements RequestRate {}

    /** For everything else. */
    public record ReadRequestRate(
            @DefaultValue("600") @Positive int requests,
            @DefaultValue("1m") @NotNull Duration period) implements RequestRate {}

    /** The rate of a class of requests. */
    RequestRate rateOf(RequestRateClass requestClass) {
        return switch (requestClass) {
            case ADDRESS -> address;
            case FILE, HEALTH -> file;
            case DOCUMENT -> document;
            case WEBHOOK -> webhook;
            case OPERATOR -> operator;
            case LOGIN, REFRESH -> login;
            case SPEND -> spend;
            case UPLOAD -> upload;
            case READ -> read;
        };
    }
}
