package studio.atelier.chat.share;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import studio.atelier.chat.bot.LocalizedBotTexts;
import studio.atelier.chat.person.BotLanguage;
import studio.atelier.chat.person.BotUser;
import studio.atelier.chat.person.BotUsers;
import studio.atelier.chat.telegram.OutgoingMessage.MessageButton;
import studio.atelier.chat.telegram.TelegramApi;
import studio.atelier.chat.telegram.TelegramApi.PhotoToShare;
import studio.atelier.chat.telegram.TelegramApi.PreparedShareMessage;
import studio.atelier.chat.telegram.TelegramException;
import studio.atelier.chat.telegram.TelegramUnavailableException;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.security.ShareTicketCodec;
import studio.atelier.platform.security.ShareTicketCodec.ShareTicket;
import studio.atelier.platform.web.CommonProblemException;

/** Has Telegram keep a message with a picture, which its owner then sends to a chat from the Mini App. */
@Service
class ShareImageInTelegram {

    private static final Logger log = LoggerFactory.getLogger(ShareImageInTelegram.class);

    /** Until the event that tells us of a new person is there. */
    private static final Duration UNTIL_KNOWN = Duration.ofSeconds(2);

    private final ShareTicketCodec tickets;
    private final BotUsers people;
    private final TelegramApi telegram;
    private final LocalizedBotTexts texts;
    private final TelegramShareProperties properties;

    ShareImageInTelegram(
            BotUsers people,
            TelegramApi telegram,
            LocalizedBotTexts texts,
            TelegramShareProperties properties,
            Clock clock) {
        this.tickets = new ShareTicketCodec(properties.ticketKey(), clock);
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
    Mono<PreparedShareMessage> handle(Caller caller, String ticket) {
        return Mono.justOrEmpty(tickets.readTicket(ticket))
                .filter(picture -> picture.owner().equals(caller.id()))
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .flatMap(picture -> prepareMessage(caller, picture));
    }

    private Mono<PreparedShareMessage> prepareMessage(Caller caller, ShareTicket picture) {
        return people.findUser(caller.id())
                .switchIfEmpty(Mono.error(() -> CommonProblemException.serviceUnavailable(UNTIL_KNOWN)))
                .flatMap(person ->
                        telegram.preparePhoto(person.telegramId(), toPhotoToShare(picture, languageOf(person, caller))))
                .doOnError(
                        TelegramException.Refused.class,
                        refused -> log.warn("Sharing for user {} is refused: {}", caller.id(), refused.getMessage()))
                .onErrorMap(
                        TelegramException.class,
                        failure -> TelegramUnavailableException.orElse(ShareRefusedException::new, failure));
    }

    private static BotLanguage languageOf(BotUser person, Caller caller) {
        return person.chooseLanguage(caller.locale().toLanguageTag());
    }

    private PhotoToShare toPhotoToShare(ShareTicket picture, BotLanguage language) {
        List<MessageButton> buttons = properties.telegramLink().isEmpty()
                ? List.of()
                : List.of(new MessageButton(
                        texts.formatText(language, "share.button"), properties.telegramLink(), false));
        return new PhotoToShare(
                picture.photoUrl(), picture.thumbnailUrl(), texts.formatText(language, "share.caption"), buttons);
    }
}
