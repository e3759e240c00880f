package studio.atelier.sandbox.telegram.console;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.telegram.Attachment;
import studio.atelier.sandbox.telegram.Attachments;
import studio.atelier.sandbox.telegram.BotApi;
import studio.atelier.sandbox.telegram.ChatMessage;
import studio.atelier.sandbox.telegram.ChatMessage.ChatPhoto;
import studio.atelier.sandbox.telegram.Chats;
import studio.atelier.sandbox.telegram.People;
import studio.atelier.sandbox.telegram.Person;
import studio.atelier.sandbox.telegram.Photos;
import studio.atelier.sandbox.telegram.Updates;
import studio.atelier.sandbox.telegram.console.ChatController.Sent;

/** Sends the bot what a user sends beside text: photos, files, stickers, voice notes, contacts, write permission. */
@RestController
@RequestMapping("/sandbox/telegram/chats/{telegramId}")
class AttachmentController {

    private final People people;
    private final Chats chats;
    private final Photos photos;
    private final Attachments attachments;
    private final Updates updates;
    private final BotApi botApi;

    AttachmentController(
            People people, Chats chats, Photos photos, Attachments attachments, Updates updates, BotApi botApi) {
        this.people = people;
        this.chats = chats;
        this.photos = photos;
        this.attachments = attachments;
        this.updates = updates;
        this.botApi = botApi;
    }

    /** A photo, alone or as part of the album with this id. */
    @PostMapping("/photos")
    Mono<Sent> sendPhoto(
            @PathVariable long telegramId,
            @RequestPart FilePart photo,
            @RequestPart(required = false) @Nullable String caption,
            @RequestPart(required = false) @Nullable String mediaGroupId) {
        return Mono.fromSupplier(() -> BotApi.checkedCaption(caption))
                .flatMap(checked ->
                        photos.upload(photo).map(kept -> send(telegramId, checked, kept, null, mediaGroupId)));
    }

    /** A file, unchanged: a photo sent as a file is not scaled down. */
    @PostMapping("/documents")
    Mono<Sent> sendDocument(
            @PathVariable long telegramId,
            @RequestPart FilePart document,
            @RequestPart(required = false) @Nullable String caption,
            @RequestPart(required = false) @Nullable String mediaGroupId) {
        return Mono.fromSupplier(() -> BotApi.checkedCaption(caption))
                .flatMap(checked -> attachments
                        .saveDocument(document)
                        .map(kept -> send(telegramId, checked, null, kept, mediaGroupId)));
    }

    @PostMapping("/stickers")
    Mono<Sent> sendSticker(
            @PathVariable long telegramId, @RequestBody(required = false) @Valid @Nullable StickerRequest request) {
        String emoji = request == null ? StickerRequest.DEFAULT_EMOJI : request.emoji();
        return attachments.saveSticker(emoji).map(kept -> send(telegramId, "", null, kept, null));
    }

    @PostMapping("/voices")
    Mono<Sent> sendVoice(@PathVariable long telegramId) {
        return attachments.saveVoice().map(kept -> send(telegramId, "", null, kept, null));
    }

    /** A contact; without a body the user's own. */
    @PostMapping("/contacts")
    Sent sendContact(
            @PathVariable long telegramId, @RequestBody(required = false) @Valid @Nullable ContactRequest request) {
        Person person = people.byId(telegramId);
        Attachment contact = request == null
                ? Attachments.contact("999" + telegramId, person.firstName(), person.lastName(), telegramId)
                : Attachments.contact(request.phoneNumber(), request.firstName(), request.lastName(), request.userId());
        return send(telegramId, "", null, contact, null);
    }

    /** The user allows the bot to write to them in the Mini App; no update is sent if it already may. */
    @PostMapping("/write-access")
    void allowMessages(@PathVariable long telegramId) {
        if (!chats.isOpenToBot(telegramId)) {
            Attachment allowed = new Attachment("write_access_allowed", Map.of("from_request", true));
            send(telegramId, "", null, allowed, null);
        }
    }

    private Sent send(
            long telegramId,
            String caption,
            @Nullable ChatPhoto photo,
            @Nullable Attachment attachment,
            @Nullable String mediaGroupId) {
        ChatMessage message = chats.addFromPerson(telegramId, caption, photo, attachment, mediaGroupId);
        return new Sent(updates.add("message", botApi.message(telegramId, message)), message.id(), null);
    }

    record StickerRequest(
            @NotBlank(message = "A sticker stands for an emoji.") @Size(max = 16, message = "One emoji is enough.")
            String emoji) {

        private static final String DEFAULT_EMOJI = "👍";
    }

    record ContactRequest(
            @Pattern(regexp = "\\+?\\d{3,20}", message = "A phone number has digits only.")
            @NotBlank(message = "A contact has a phone number.")
            String phoneNumber,

            @NotBlank(message = "A contact has a first name.") @Size(max = 64, message = "This name is too long.")
            String firstName,

            @Nullable String lastName,
            @Nullable Long userId) {}
}
