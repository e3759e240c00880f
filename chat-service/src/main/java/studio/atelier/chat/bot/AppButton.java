package studio.atelier.chat.bot;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import studio.atelier.chat.person.Language;
import studio.atelier.chat.telegram.Message.Button;
import studio.atelier.chat.telegram.TelegramProperties;

/** The buttons that open the Mini App: in place where Telegram allows it, by a link elsewhere. */
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
        return button(language, "button.open", "");
    }

    /** Two buttons that begin a try-on with a photo: as the person's, or as the item's. */
    List<Button> withPhoto(Language language, UUID photoId) {
        String address = "/?photo=" + photoId + "&as=";
        return List.of(
                button(language, "button.photo-as-person", address + "person"),
                button(language, "button.photo-as-item", address + "item"));
    }

    private Button button(Language language, String label, String address) {
        return new Button(
                texts.say(language, label),
                properties.publicUrl().resolve(address).toString(),
                properties.opensMiniApp());
    }
}
