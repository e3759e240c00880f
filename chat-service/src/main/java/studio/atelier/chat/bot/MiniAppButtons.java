package studio.atelier.chat.bot;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import studio.atelier.chat.person.BotLanguage;
import studio.atelier.chat.telegram.OutgoingMessage.MessageButton;
import studio.atelier.chat.telegram.TelegramBotProperties;

/** The buttons that open the Mini App: in place where Telegram allows it, by a link elsewhere. */
@Component
public class MiniAppButtons {

    private final LocalizedBotTexts texts;
    private final TelegramBotProperties properties;

    MiniAppButtons(LocalizedBotTexts texts, TelegramBotProperties properties) {
        this.texts = texts;
        this.properties = properties;
    }

    /** The button in a language. */
    public MessageButton createOpenButton(BotLanguage language) {
        return createButton(language, "button.open", "");
    }

    /** Two buttons that begin a try-on with a photo: as the person's, or as the item's. */
    List<MessageButton> withPhoto(BotLanguage language, UUID photoId) {
        String address = "/?photo=" + photoId + "&as=";
        return List.of(
                createButton(language, "button.photo-as-person", address + "person"),
                createButton(language, "button.photo-as-item", address + "item"));
    }

    private MessageButton createButton(BotLanguage language, String label, String address) {
        return new MessageButton(
                texts.formatText(language, label),
                properties.publicUrl().resolve(address).toString(),
                properties.opensMiniApp());
    }
}
