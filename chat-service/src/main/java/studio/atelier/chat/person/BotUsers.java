package studio.atelier.chat.person;

import java.time.Instant;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** The people the bot knows. Every call joins the caller's transaction and may be repeated. */
public interface BotUsers {

    /** Notes what the auth service says of a person. */
    Mono<Void> saveUser(UserId user, long telegramId, BotLanguage language);

    /** Finds the person behind a private chat, or begins to know them; who writes can be reached. */
    Mono<BotUser> findOrInsertUser(long telegramId);

    /** Finds a person; empty if there is none. */
    Mono<BotUser> findUser(UserId user);

    /** Notes that the person has started the bot. */
    Mono<Void> markStarted(long telegramId, Instant now);

    /** Notes that Telegram does not deliver to the person any more. */
    Mono<Void> markUnreachable(long telegramId, Instant now);

    /** Forgets a person. */
    Mono<Void> deleteUser(UserId user);
}
