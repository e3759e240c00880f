package studio.atelier.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;

/**
 * Atelier's own id of a user: a UUIDv5 of the Telegram id, so that every service can derive it.
 *
 * @param value the UUID
 */
public record UserId(@JsonValue UUID value) {

    /** The namespace of the UUIDv5; must never change. */
    private static final UUID NAMESPACE = UUID.fromString("8f3f2b1c-6c59-5d0e-9d53-0d6a2f6a7f10");

    /** Wraps a UUID read from a token, an event or the database. */
    @JsonCreator
    public UserId {}

    /** Derives the id of the user with this Telegram id. */
    public static UserId ofTelegram(long telegramId) {
        return new UserId(UuidCreator.getNameBasedSha1(NAMESPACE, Long.toString(telegramId)));
    }

    /**
     * Reads the textual form.
     *
     * @throws IllegalArgumentException if the text is not a UUID
     */
    public static UserId parse(String text) {
        return new UserId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
