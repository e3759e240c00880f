package studio.atelier.chat.person;

import java.time.Instant;
import java.util.Collection;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.language.SupportedLanguage;

/** Users known to the bot. Every call joins the caller's transaction and may be repeated. */
public interface BotUsers {

    /** Saves a user from the auth service. */
    Mono<Void> saveUser(UserId user, long telegramId, SupportedLanguage language);

    /** Finds the user of a private chat, or adds them; a user who writes is reachable. */
    Mono<BotUser> findOrInsertUser(long telegramId);

    /** Finds a user; empty if there is none. */
    Mono<BotUser> findUser(UserId user);

    /** Finds those of these users who are known, in one statement. */
    Flux<BotUser> findUsers(Collection<UserId> users);

    /** Marks a user as having started the bot. */
    Mono<Void> markStarted(long telegramId, Instant now);

    /** Marks a user to whom Telegram no longer delivers. */
    Mono<Void> markUnreachable(long telegramId, Instant now);

    /** Deletes a user. */
    Mono<Void> deleteUser(UserId user);
}
