package studio.atelier.chat.share;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import studio.atelier.chat.bot.Texts;
import studio.atelier.chat.person.Language;
import studio.atelier.chat.person.People;
import studio.atelier.chat.person.Person;
import studio.atelier.chat.telegram.Message.Button;
import studio.atelier.chat.telegram.TelegramApi;
import studio.atelier.chat.telegram.TelegramApi.PhotoToShare;
import studio.atelier.chat.telegram.TelegramApi.PreparedMessage;
import studio.atelier.chat.telegram.TelegramException;
import studio.atelier.chat.telegram.TelegramUnavailableException;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.security.ShareTickets;
import studio.atelier.platform.security.ShareTickets.ShareTicket;
import studio.atelier.platform.web.CommonProblemException;

/** Has Telegram keep a message with a picture, which its owner then sends to a chat from the Mini App. */
@Service
class SharePicture {

    private static final Logger log = LoggerFactory.getLogger(SharePicture.class);

    /** Until the event that tells us of a new person is there. */
    private static final Duration UNTIL_KNOWN = Duration.ofSeconds(2);

    private final ShareTickets tickets;
    private final People people;
    private final TelegramApi telegram;
    private final Texts texts;
    private final ShareProperties properties;

    SharePicture(People people, TelegramApi telegram, Texts texts, ShareProperties properties, Clock clock) {
        this.tickets = new ShareTickets(properties.ticketKey(), clock);
        this.people = people;
        this.telegram = telegram;
        this.texts = texts;
        this.properties = properties;
    }

    /**
     * Prepares the message. Repeatable: Telegram forgets those that are not sent.
     *
     * @param ticket the generation service's word that the picture is the caller's
     * @return fails with NOT_FOUND if the ticket is not the caller's or its time is over, TELEGRAM_UNAVAILABLE or
     *     SHARE_REFUSED
     */
    Mono<PreparedMessage> handle(Caller caller, String ticket) {
        return Mono.justOrEmpty(tickets.read(ticket))
                .filter(picture -> picture.owner().equals(caller.id()))
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .flatMap(picture -> prepare(caller, picture));
    }

    private Mono<PreparedMessage> prepare(Caller caller, ShareTicket picture) {
        return people.find(caller.id())
                .switchIfEmpty(Mono.error(() -> CommonProblemException.unavailable(UNTIL_KNOWN)))
                .flatMap(person ->
                        telegram.preparePhoto(person.telegramId(), photo(picture, languageOf(person, caller))))
                .doOnError(
                        TelegramException.Refused.class,
                        refused -> log.warn("Sharing for user {} is refused: {}", caller.id(), refused.getMessage()))
                .onErrorMap(
                        TelegramException.class,
                        failure -> TelegramUnavailableException.orElse(ShareRefusedException::new, failure));
    }

    private static Language languageOf(Person person, Caller caller) {
        return person.speaks(caller.locale().toLanguageTag());
    }

    private PhotoToShare photo(ShareTicket picture, Language language) {
        List<Button> buttons = properties.telegramLink().isEmpty()
                ? List.of()
                : List.of(new Button(texts.say(language, "share.button"), properties.telegramLink(), false));
        return new PhotoToShare(
                picture.photoUrl(), picture.thumbnailUrl(), texts.say(language, "share.caption"), buttons);
    }
}
