package studio.atelier.chat.bot;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import studio.atelier.chat.balance.Balances;
import studio.atelier.chat.delivery.Mailbox;
import studio.atelier.chat.person.Language;
import studio.atelier.chat.person.People;
import studio.atelier.chat.person.Person;
import studio.atelier.chat.photo.BotPhoto;
import studio.atelier.chat.photo.BotPhotos;
import studio.atelier.chat.telegram.Message;
import studio.atelier.chat.update.IncomingUpdate;
import studio.atelier.chat.update.MessageContent;
import studio.atelier.chat.update.UpdateHandler;
import studio.atelier.contracts.Ids;

/**
 * Answers people who write to the bot: {@code /start}, {@code /balance}, what can be done with a photo, and a short
 * help to everything else.
 */
@Service
class Bot implements UpdateHandler {

    private final People people;
    private final Balances balances;
    private final BotPhotos photos;
    private final Mailbox mailbox;
    private final Texts texts;
    private final BalanceText balanceText;
    private final AppButton appButton;
    private final Clock clock;

    Bot(
            People people,
            Balances balances,
            BotPhotos photos,
            Mailbox mailbox,
            Texts texts,
            BalanceText balanceText,
            AppButton appButton,
            Clock clock) {
        this.people = people;
        this.balances = balances;
        this.photos = photos;
        this.mailbox = mailbox;
        this.texts = texts;
        this.balanceText = balanceText;
        this.appButton = appButton;
        this.clock = clock;
    }

    @Override
    public Mono<Boolean> handle(IncomingUpdate update) {
        if (!update.privateChat() || update.chatId() <= 0) {
            return Mono.just(false);
        }
        if (update.botBlocked()) {
            return people.unreachable(update.chatId(), clock.instant()).thenReturn(true);
        }
        MessageContent content = update.content();
        return content == null
                ? people.meet(update.chatId()).thenReturn(false)
                : people.meet(update.chatId())
                        .flatMap(person -> answer(update, person, content))
                        .thenReturn(true);
    }

    private Mono<Void> answer(IncomingUpdate update, Person person, MessageContent content) {
        Language language = person.speaks(update.languageTag());
        return switch (content) {
            case MessageContent.Text text -> obey(update, person, language, command(text.text()));
            case MessageContent.Photo photo -> ask(update, person, language, photo);
            case MessageContent.OversizedPhoto photo -> refuse(update, language, photo.albumId(), "photo.too-large");
            case MessageContent.OtherFile file -> refuse(update, language, file.albumId(), "photo.other-file");
            case MessageContent.MessagesAllowed allowed -> people.started(person.telegramId(), clock.instant());
            case MessageContent.Other other -> reply(update, language, texts.say(language, "help"));
        };
    }

    private Mono<Void> obey(IncomingUpdate update, Person person, Language language, @Nullable String command) {
        return switch (command) {
            case "/start" ->
                people.started(person.telegramId(), clock.instant())
                        .then(reply(update, language, texts.say(language, "start")));
            case "/balance" -> balance(person, language).flatMap(text -> reply(update, language, text));
            case null, default -> reply(update, language, texts.say(language, "help"));
        };
    }

    private Mono<String> balance(Person person, Language language) {
        return balances.find(person.userId())
                .map(balance -> balanceText.of(balance, language))
                .defaultIfEmpty(texts.say(language, "balance.unknown"));
    }

    private Mono<Void> ask(IncomingUpdate update, Person person, Language language, MessageContent.Photo photo) {
        BotPhoto sent = new BotPhoto(Ids.next(), photo.fileId(), photo.contentType());
        Message question =
                new Message(texts.say(language, "photo.ask"), appButton.withPhoto(language, sent.id()), false);
        return photos.add(person.userId(), sent, clock.instant())
                .then(mailbox.post(update.chatId(), reason(update, photo.albumId(), "photo.ask"), question));
    }

    private Mono<Void> refuse(IncomingUpdate update, Language language, @Nullable String albumId, String key) {
        Message refusal = new Message(texts.say(language, key), List.of(appButton.in(language)), false);
        return mailbox.post(update.chatId(), reason(update, albumId, key), refusal);
    }

    /** An album comes as one update for each of its parts; the same is not said twice of it. */
    private static String reason(IncomingUpdate update, @Nullable String albumId, String key) {
        return albumId == null ? "update:" + update.updateId() : "album:" + update.chatId() + ":" + albumId + ":" + key;
    }

    private Mono<Void> reply(IncomingUpdate update, Language language, String text) {
        Message message = new Message(text, List.of(appButton.in(language)), false);
        return mailbox.post(update.chatId(), "update:" + update.updateId(), message);
    }

    /** The command of a text such as {@code /start@our_bot parameter}; null if it begins with none. */
    static @Nullable String command(String text) {
        if (!text.startsWith("/")) {
            return null;
        }
        return text.split("[\\s@]", 2)[0].toLowerCase(Locale.ROOT);
    }
}
