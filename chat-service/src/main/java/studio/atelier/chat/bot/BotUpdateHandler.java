package studio.atelier.chat.bot;

import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.chat.delivery.OutgoingMailbox;
import studio.atelier.chat.person.BotUser;
import studio.atelier.chat.person.BotUsers;
import studio.atelier.chat.photo.BotPhoto;
import studio.atelier.chat.photo.BotPhotos;
import studio.atelier.chat.telegram.OutgoingMessage;
import studio.atelier.chat.update.IncomingMessageContent;
import studio.atelier.chat.update.IncomingTelegramUpdate;
import studio.atelier.chat.update.TelegramUpdateHandler;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.platform.balance.BalanceProjection;
import studio.atelier.platform.language.SupportedLanguage;

/**
 * Replies to users who write to the bot: to a {@link BotCommand}, to a photo with what can be done with it, and to
 * everything else with a short help.
 */
@Component
class BotUpdateHandler implements TelegramUpdateHandler {

    private final BotUsers users;
    private final BalanceProjection balances;
    private final BotPhotos photos;
    private final OutgoingMailbox mailbox;
    private final LocalizedBotTexts texts;
    private final BalanceMessageText balanceText;
    private final MiniAppButtons appButton;
    private final Clock clock;

    BotUpdateHandler(
            BotUsers users,
            BalanceProjection balances,
            BotPhotos photos,
            OutgoingMailbox mailbox,
            LocalizedBotTexts texts,
            BalanceMessageText balanceText,
            MiniAppButtons appButton,
            Clock clock) {
        this.users = users;
        this.balances = balances;
        this.photos = photos;
        this.mailbox = mailbox;
        this.texts = texts;
        this.balanceText = balanceText;
        this.appButton = appButton;
        this.clock = clock;
    }

    @Override
    public Mono<Boolean> handle(IncomingTelegramUpdate update) {
        if (!update.privateChat() || update.chatId() <= 0) {
            return Mono.just(false);
        }
        if (update.botBlocked()) {
            return users.markUnreachable(update.chatId(), clock.instant()).thenReturn(true);
        }
        IncomingMessageContent content = update.content();
        return content == null
                ? users.findOrInsertUser(update.chatId()).thenReturn(false)
                : users.findOrInsertUser(update.chatId())
                        .flatMap(user -> answerContent(update, user, content))
                        .thenReturn(true);
    }

    private Mono<Void> answerContent(IncomingTelegramUpdate update, BotUser user, IncomingMessageContent content) {
        SupportedLanguage language = user.chooseLanguage(update.languageTag());
        return switch (content) {
            case IncomingMessageContent.TextContent text ->
                answerCommand(
                        update, user, language, BotCommand.parse(text.text()).orElse(BotCommand.HELP));
            case IncomingMessageContent.PhotoContent photo -> askAboutPhoto(update, user, language, photo);
            case IncomingMessageContent.OversizedPhotoContent photo ->
                refuseFile(update, language, photo.albumId(), "photo.too-large");
            case IncomingMessageContent.OtherFileContent file ->
                refuseFile(update, language, file.albumId(), "photo.other-file");
            case IncomingMessageContent.MessagesAllowedContent allowed ->
                users.markStarted(user.telegramId(), clock.instant());
            case IncomingMessageContent.OtherContent other ->
                replyWithText(update, language, texts.formatText(language, "help"));
        };
    }

    private Mono<Void> answerCommand(
            IncomingTelegramUpdate update, BotUser user, SupportedLanguage language, BotCommand command) {
        return switch (command) {
            case START ->
                users.markStarted(user.telegramId(), clock.instant())
                        .then(replyWithText(update, language, texts.formatText(language, "start")));
            case BALANCE -> describeBalance(user, language).flatMap(text -> replyWithText(update, language, text));
            case HELP -> replyWithText(update, language, texts.formatText(language, "help"));
        };
    }

    private Mono<String> describeBalance(BotUser user, SupportedLanguage language) {
        return balances.findBalance(user.userId())
                .map(balance -> balanceText.describeBalance(balance, language))
                .defaultIfEmpty(texts.formatText(language, "balance.unknown"));
    }

    private Mono<Void> askAboutPhoto(
            IncomingTelegramUpdate update,
            BotUser user,
            SupportedLanguage language,
            IncomingMessageContent.PhotoContent photo) {
        BotPhoto sent = new BotPhoto(UuidV7Generator.nextUuid(), photo.fileId(), photo.contentType());
        OutgoingMessage question = new OutgoingMessage(
                texts.formatText(language, "photo.ask"), appButton.withPhoto(language, sent.id()), false);
        return photos.insertPhoto(user.userId(), sent, clock.instant())
                .then(mailbox.postMessage(
                        update.chatId(), buildReason(update, photo.albumId(), "photo.ask"), question));
    }

    private Mono<Void> refuseFile(
            IncomingTelegramUpdate update, SupportedLanguage language, @Nullable String albumId, String key) {
        OutgoingMessage refusal = new OutgoingMessage(
                texts.formatText(language, key), List.of(appButton.createOpenButton(language)), false);
        return mailbox.postMessage(update.chatId(), buildReason(update, albumId, key), refusal);
    }

    /** An album arrives as one update for each of its parts; the bot replies to it only once. */
    private static String buildReason(IncomingTelegramUpdate update, @Nullable String albumId, String key) {
        return albumId == null ? "update:" + update.updateId() : "album:" + update.chatId() + ":" + albumId + ":" + key;
    }

    private Mono<Void> replyWithText(IncomingTelegramUpdate update, SupportedLanguage language, String text) {
        OutgoingMessage message = new OutgoingMessage(text, List.of(appButton.createOpenButton(language)), false);
        return mailbox.postMessage(update.chatId(), "update:" + update.updateId(), message);
    }
}
