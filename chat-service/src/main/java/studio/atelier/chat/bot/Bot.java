package studio.atelier.chat.bot;

import java.time.Clock;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import studio.atelier.chat.balance.Balances;
import studio.atelier.chat.delivery.Mailbox;
import studio.atelier.chat.person.Language;
import studio.atelier.chat.person.People;
import studio.atelier.chat.person.Person;
import studio.atelier.chat.telegram.Message;
import studio.atelier.chat.update.IncomingUpdate;
import studio.atelier.chat.update.UpdateHandler;

/** Answers people who write to the bot: {@code /start}, {@code /balance}, and a short help to everything else. */
@Service
class Bot implements UpdateHandler {

    private final People people;
    private final Balances balances;
    private final Mailbox mailbox;
    private final Texts texts;
    private final BalanceText balanceText;
    private final AppButton appButton;
    private final Clock clock;

    Bot(
            People people,
            Balances balances,
            Mailbox mailbox,
            Texts texts,
            BalanceText balanceText,
            AppButton appButton,
            Clock clock) {
        this.people = people;
        this.balances = balances;
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
        String text = update.text();
        return text == null
                ? people.meet(update.chatId()).thenReturn(false)
                : people.meet(update.chatId())
                        .flatMap(person -> answer(update, person, command(text)))
                        .thenReturn(true);
    }

    private Mono<Void> answer(IncomingUpdate update, Person person, @Nullable String command) {
        Language language = person.speaks(update.languageTag());
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

    private Mono<Void> reply(IncomingUpdate update, Language language, String text) {
        Message message = new Message(text, appButton.in(language), false);
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
