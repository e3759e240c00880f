package studio.atelier.chat.bot;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import studio.atelier.chat.telegram.OutgoingMessage.MessageButton;
import studio.atelier.chat.telegram.TelegramBotProperties;
import studio.atelier.platform.language.SupportedLanguage;

/** Buttons that open the Mini App: in place where Telegram allows it, else through a link. */
@Component
public class MiniAppButtons {

    private final LocalizedBotTexts texts;
    private final TelegramBotProperties properties;

    MiniAppButtons(LocalizedBotTexts texts, TelegramBotProperties properties) {
        this.texts = texts;
        this.properties = properties;
    }

    /** The button in the given language. */
    public MessageButton createOpenButton(SupportedLanguage language) {
        return createButton(language, "button.open", "");
    }

    /** Two buttons that start a try-on with a photo: as the photo of the person, or of the item. */
    List<MessageButton> withPhoto(SupportedLanguage language, UUID photoId) {
        String address = "/?photo=" + photoId + "&as=";
        return List.of(
                createButton(language, "button.photo-as-person", address + "person"),
                createButton(language, "button.photo-as-item", address + "item"));
    }

    private MessageButton createButton(SupportedLanguage language, String label, String address) {
        return new MessageButton(
                texts.formatText(language, label),
                properties.publicUrl().resolve(address).toString(),
                properties.opensMiniApp());
    }
}
