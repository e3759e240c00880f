package studio.atelier.chat.share;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.chat.bot.LocalizedBotTexts;
import studio.atelier.chat.person.BotUser;
import studio.atelier.chat.person.BotUsers;
import studio.atelier.chat.telegram.OutgoingMessage.MessageButton;
import studio.atelier.chat.telegram.TelegramApi;
import studio.atelier.chat.telegram.TelegramApi.PhotoToShare;
import studio.atelier.chat.telegram.TelegramApi.PreparedShareMessage;
import studio.atelier.chat.telegram.TelegramException;
import studio.atelier.chat.telegram.TelegramUnavailableException;
import studio.atelier.platform.language.SupportedLanguage;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.security.ShareTicketCodec;
import studio.atelier.platform.security.ShareTicketCodec.ShareTicket;
import studio.atelier.platform.web.CommonProblemException;

/** Prepares a message with an image at Telegram, which the image's user then sends to a chat from the Mini App. */
@Component
class ShareImageInTelegram {

    private static final Logger log = LoggerFactory.getLogger(ShareImageInTelegram.class);

    /** Time until the event with a new user is expected to arrive. */
    private static final Duration UNTIL_KNOWN = Duration.ofSeconds(2);

    private final ShareTicketCodec tickets;
    private final BotUsers users;
    private final TelegramApi telegram;
    private final LocalizedBotTexts texts;
    private final TelegramShareProperties properties;

    ShareImageInTelegram(
            BotUsers users,
            TelegramApi telegram,
            LocalizedBotTexts texts,
            TelegramShareProperties properties,
            Clock clock) {
        this.tickets = new ShareTicketCodec(properties.ticketKey(), clock);
        this.users = users;
        this.telegram = telegram;
        this.texts = texts;
        this.properties = properties;
    }

    /**
     * Prepares the message. May be repeated: Telegram deletes messages that are not sent.
     *
     * @param ticket signed by the generation service to confirm that the image is the caller's
     * @return fails with NOT_FOUND if the ticket is not the caller's or has expired, with TELEGRAM_UNAVAILABLE or with
     *     SHARE_REFUSED
     */
    Mono<PreparedShareMessage> handle(Caller caller, String ticket) {
        return Mono.justOrEmpty(tickets.readTicket(ticket))
                .filter(image -> image.owner().equals(caller.id()))
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .flatMap(image -> prepareMessage(caller, image));
    }

    private Mono<PreparedShareMessage> prepareMessage(Caller caller, ShareTicket image) {
        return users.findUser(caller.id())
                .switchIfEmpty(Mono.error(() -> CommonProblemException.serviceUnavailable(UNTIL_KNOWN)))
                .flatMap(user ->
                        telegram.preparePhoto(user.telegramId(), toPhotoToShare(image, languageOf(user, caller))))
                .doOnError(
                        TelegramException.Refused.class,
                        refused -> log.warn("Share of user {} was refused: {}", caller.id(), refused.getMessage()))
                .onErrorMap(
                        TelegramException.class,
                        failure -> TelegramUnavailableException.orElse(ShareRefusedException::new, failure));
    }

    private static SupportedLanguage languageOf(BotUser user, Caller caller) {
        return user.chooseLanguage(caller.locale().toLanguageTag());
    }

    private PhotoToShare toPhotoToShare(ShareTicket image, SupportedLanguage language) {
        List<MessageButton> buttons = properties.telegramLink().isEmpty()
                ? List.of()
                : List.of(new MessageButton(
                        texts.formatText(language, "share.button"), properties.telegramLink(), false));
        return new PhotoToShare(
                image.photoUrl(), image.thumbnailUrl(), texts.formatText(language, "share.caption"), buttons);
    }
}
