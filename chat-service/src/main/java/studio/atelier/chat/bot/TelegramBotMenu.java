package studio.atelier.chat.bot;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.chat.telegram.OutgoingMessage.MessageButton;
import studio.atelier.chat.telegram.TelegramApi;
import studio.atelier.chat.telegram.TelegramApi.TelegramBotCommand;
import studio.atelier.chat.telegram.TelegramBotProperties;
import studio.atelier.platform.language.SupportedLanguage;

/** What Telegram shows of the bot beside the input field: its commands, and the button that opens the Mini App. */
@Component
public class TelegramBotMenu {

    private final TelegramApi telegram;
    private final LocalizedBotTexts texts;
    private final MiniAppButtons appButton;
    private final TelegramBotProperties properties;

    /** Publishing once per start is enough, since only this service changes the menu. */
    private volatile boolean published;

    TelegramBotMenu(
            TelegramApi telegram, LocalizedBotTexts texts, MiniAppButtons appButton, TelegramBotProperties properties) {
        this.telegram = telegram;
        this.texts = texts;
        this.appButton = appButton;
        this.properties = properties;
    }

    /** Publishes the menu, unless this process has published it before. */
    public Mono<Void> publishMenu() {
        return Mono.defer(() -> published ? Mono.empty() : publishCommands().then(publishButton()))
                .doOnSuccess(done -> published = true);
    }

    private Mono<Void> publishCommands() {
        Stream<Mono<Void>> inEachLanguage = Stream.of(SupportedLanguage.values())
                .map(language -> telegram.setCommands(language.languageCode(), listCommands(language)));
        return Flux.concat(inEachLanguage.toList())
                .then(telegram.setCommands(null, listCommands(SupportedLanguage.DEFAULT)));
    }

    private List<TelegramBotCommand> listCommands(SupportedLanguage language) {
        return Stream.of(BotCommand.values())
                .map(BotCommand::commandName)
                .map(name -> new TelegramBotCommand(name, texts.formatText(language, "command." + name)))
                .toList();
    }

    /** Telegram has one label for all languages. */
    private Mono<Void> publishButton() {
        MessageButton button = appButton.createOpenButton(SupportedLanguage.DEFAULT);
        return properties.opensMiniApp() ? telegram.setMenuButton(button.label(), button.url()) : Mono.empty();
    }
}
