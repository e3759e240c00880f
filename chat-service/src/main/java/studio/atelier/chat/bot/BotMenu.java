package studio.atelier.chat.bot;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.chat.person.Language;
import studio.atelier.chat.telegram.Message.Button;
import studio.atelier.chat.telegram.TelegramApi;
import studio.atelier.chat.telegram.TelegramApi.Command;
import studio.atelier.chat.telegram.TelegramProperties;

/** What Telegram shows of the bot beside the writing line: its commands, and the button that opens the Mini App. */
@Component
public class BotMenu {

    private static final List<String> COMMANDS = List.of("start", "balance", "help");

    private final TelegramApi telegram;
    private final Texts texts;
    private final AppButton appButton;
    private final TelegramProperties properties;

    /** Once for each start is enough, since nobody else changes it. */
    private volatile boolean published;

    BotMenu(TelegramApi telegram, Texts texts, AppButton appButton, TelegramProperties properties) {
        this.telegram = telegram;
        this.texts = texts;
        this.appButton = appButton;
        this.properties = properties;
    }

    /** Tells Telegram, unless this process has told it before. */
    public Mono<Void> publish() {
        return Mono.defer(() -> published ? Mono.empty() : publishCommands().then(publishButton()))
                .doOnSuccess(done -> published = true);
    }

    private Mono<Void> publishCommands() {
        Stream<Mono<Void>> inEachLanguage =
                Stream.of(Language.values()).map(language -> telegram.setCommands(language.code(), commands(language)));
        return Flux.concat(inEachLanguage.toList()).then(telegram.setCommands(null, commands(Language.EN)));
    }

    private List<Command> commands(Language language) {
        return COMMANDS.stream()
                .map(name -> new Command(name, texts.say(language, "command." + name)))
                .toList();
    }

    /** Telegram has one label for all languages. */
    private Mono<Void> publishButton() {
        Button button = appButton.in(Language.EN);
        return properties.opensMiniApp() ? telegram.setMenuButton(button.label(), button.url()) : Mono.empty();
    }
}
