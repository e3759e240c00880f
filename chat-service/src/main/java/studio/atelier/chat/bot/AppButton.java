package studio.atelier.chat.bot;

import org.springframework.stereotype.Component;
import studio.atelier.chat.person.Language;
import studio.atelier.chat.telegram.Message.Button;
import studio.atelier.chat.telegram.TelegramProperties;

/** The button that opens the Mini App: in place where Telegram allows it, by a link elsewhere. */
@Component
public class AppButton {

    private final Texts texts;
    private final TelegramProperties properties;

    AppButton(Texts texts, TelegramProperties properties) {
        this.texts = texts;
        this.properties = properties;
    }

    /** The button in a language. */
    public Button in(Language language) {
        return new Button(
                texts.say(language, "button.open"), properties.publicUrl().toString(), properties.opensMiniApp());
    }
}
