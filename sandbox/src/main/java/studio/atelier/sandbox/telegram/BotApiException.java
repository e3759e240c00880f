package studio.atelier.sandbox.telegram;

import org.jspecify.annotations.Nullable;

/** A refusal of the Bot API, with Telegram's error text. */
public class BotApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int errorCode;
    private final @Nullable Integer retryAfterSeconds;

    private BotApiException(int errorCode, String description, @Nullable Integer retryAfterSeconds) {
        super(description, null, false, false);
        this.errorCode = errorCode;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    static BotApiException badRequest(String why) {
        return new BotApiException(400, "Bad Request: " + why, null);
    }

    static BotApiException unauthorized() {
        return new BotApiException(401, "Unauthorized", null);
    }

    static BotApiException blocked() {
        return new BotApiException(403, "Forbidden: bot was blocked by the user", null);
    }

    static BotApiException methodNotFound() {
        return new BotApiException(404, "Not Found: method not found", null);
    }

    static BotApiException conflict(String why) {
        return new BotApiException(409, "Conflict: " + why, null);
    }

    static BotApiException tooManyRequests(int retryAfterSeconds) {
        return new BotApiException(
                429, "Too Many Requests: retry after " + retryAfterSeconds, Integer.valueOf(retryAfterSeconds));
    }

    static BotApiException serverError() {
        return new BotApiException(500, "Internal Server Error", null);
    }

    static BotApiException notAnsweredInTime() {
        return new BotApiException(504, "Gateway Timeout", null);
    }

    int errorCode() {
        return errorCode;
    }

    @Nullable
    Integer retryAfterSeconds() {
        return retryAfterSeconds;
    }

    public String description() {
        return String.valueOf(getMessage());
    }
}
