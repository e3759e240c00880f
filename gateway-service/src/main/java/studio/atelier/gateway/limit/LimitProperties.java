package studio.atelier.gateway.limit;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How often one may call.
 *
 * <p>One address is an IPv4 address or the /64 network of an IPv6 address.
 *
 * @param address API requests from one address together
 * @param file pictures, files of the Mini App and all else from one address
 * @param document the API's description, from one address
 * @param webhook webhooks from one address
 * @param login logins from one address, and as many refreshes
 * @param operator an operator's requests below {@code /api/v1/admin/}
 * @param spend a user's requests that create or pay
 * @param upload a user's uploads
 * @param read everything else of a user
 * @param redisTimeout how long Redis may take before it counts as away
 * @param redisPause how long Redis is left alone after three failures in a row
 */
@Validated
@ConfigurationProperties("atelier.limit")
public record LimitProperties(
        @DefaultValue @Valid @NotNull AddressRate address,
        @DefaultValue @Valid @NotNull FileRate file,
        @DefaultValue @Valid @NotNull DocumentRate document,
        @DefaultValue @Valid @NotNull WebhookRate webhook,
        @DefaultValue @Valid @NotNull LoginRate login,
        @DefaultValue @Valid @NotNull OperatorRate operator,
        @DefaultValue @Valid @NotNull SpendRate spend,
        @DefaultValue @Valid @NotNull UploadRate upload,
        @DefaultValue @Valid @NotNull ReadRate read,
        @DefaultValue("200ms") @NotNull Duration redisTimeout,
        @DefaultValue("5s") @NotNull Duration redisPause) {

    /** A token bucket: this many at once, refilled evenly over the period. */
    public sealed interface Rate {
        /** Requests at once, and in each period. */
        int requests();

        /** How long an empty bucket takes to fill. */
        Duration period();
    }

    /** For one address. */
    public record AddressRate(
            @DefaultValue("1200") @Positive int requests,
            @DefaultValue("1m") @NotNull Duration period) implements Rate {}

    /** For pictures and files: a page takes some thirty, a full gallery a hundred, and a family shares an address. */
    public record FileRate(
            @DefaultValue("6000") @Positive int requests,
            @DefaultValue("1m") @NotNull Duration period) implements Rate {}

    /** For the API's description. */
    public record DocumentRate(
            @DefaultValue("60") @Positive int requests,
            @DefaultValue("1m") @NotNull Duration period) implements Rate {}

    /** For webhooks: Telegram and providers send from a few addresses, and many at once. */
    public record WebhookRate(
            @DefaultValue("60000") @Positive int requests,
            @DefaultValue("1m") @NotNull Duration period) implements Rate {}

    /** For operators. */
    public record OperatorRate(
            @DefaultValue("1200") @Positive int requests,
            @DefaultValue("1m") @NotNull Duration period) implements Rate {}

    /** For logins. */
    public record LoginRate(
            @DefaultValue("60") @Positive int requests,
            @DefaultValue("1m") @NotNull Duration period) implements Rate {}

    /** For requests that create or pay. */
    public record SpendRate(
            @DefaultValue("60") @Positive int requests,
            @DefaultValue("1m") @NotNull Duration period) implements Rate {}

    /** For uploads. */
    public record UploadRate(
            @DefaultValue("60") @Positive int requests,
            @DefaultValue("1m") @NotNull Duration period) implements Rate {}

    /** For everything else. */
    public record ReadRate(
            @DefaultValue("600") @Positive int requests,
            @DefaultValue("1m") @NotNull Duration period) implements Rate {}

    /** The rate of a class of requests. */
    Rate of(RequestClass requestClass) {
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
