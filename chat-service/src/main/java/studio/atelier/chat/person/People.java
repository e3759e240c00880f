package studio.atelier.chat.person;

import java.time.Instant;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** The people the bot knows. Every call joins the caller's transaction and may be repeated. */
public interface People {

    /** Notes what the auth service says of a person. */
    Mono<Void> learn(UserId user, long telegramId, Language language);

    /** Finds the person behind a private chat, or begins to know them; who writes can be reached. */
    Mono<Person> meet(long telegramId);

    /** Finds a person; empty if there is none. */
    Mono<Person> find(UserId user);

    /** Notes that the person has started the bot. */
    Mono<Void> started(long telegramId, Instant now);

    /** Notes that Telegram does not deliver to the person any more. */
    Mono<Void> unreachable(long telegramId, Instant now);

    /** Forgets a person. */
    Mono<Void> forget(UserId user);
}
