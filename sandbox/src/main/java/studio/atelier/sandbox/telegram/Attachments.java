package studio.atelier.sandbox.telegram;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.telegram.TelegramFiles.KeptFile;
import studio.atelier.sandbox.telegram.TelegramFiles.Kind;

/** Stores users' attachments, and describes them as the Bot API does. */
@Component
public class Attachments {

    private static final int STICKER_SIDE = 512;

    private final TelegramFiles files;
    private final byte[] sticker = resource("telegram/sticker.webp");
    private final byte[] silence = resource("telegram/silence.oga");

    Attachments(TelegramFiles files) {
        this.files = files;
    }

    /** An unchanged file, with its name and its declared type. */
    public Mono<Attachment> saveDocument(FilePart part) {
        MediaType declared = part.headers().getContentType();
        String contentType = declared == null
                ? MediaType.APPLICATION_OCTET_STREAM_VALUE
                : declared.getType() + "/" + declared.getSubtype();
        return files.save(Kind.DOCUMENT, contentType, part)
                .filter(kept -> kept.sizeBytes() > 0)
                .switchIfEmpty(Mono.error(() -> BotApiException.badRequest("file must be non-empty")))
                .map(kept ->
                        attachment("document", Map.of("file_name", part.filename(), "mime_type", contentType), kept));
    }

    /** The sandbox's one sticker, as an answer to this emoji. */
    public Mono<Attachment> saveSticker(String emoji) {
        Map<String, Object> described = Map.of(
                "type",
                "regular",
                "width",
                STICKER_SIDE,
                "height",
                STICKER_SIDE,
                "is_animated",
                false,
                "is_video",
                false,
                "emoji",
                emoji);
        return files.save(Kind.STICKER, "image/webp", sticker).map(kept -> attachment("sticker", described, kept));
    }

    /** A silent voice note of one second. */
    public Mono<Attachment> saveVoice() {
        Map<String, Object> described = Map.of("duration", 1, "mime_type", "audio/ogg");
        return files.save(Kind.VOICE, "audio/ogg", silence).map(kept -> attachment("voice", described, kept));
    }

    public static Attachment contact(
            String phoneNumber, String firstName, @Nullable String lastName, @Nullable Long userId) {
        Map<String, Object> contact = new LinkedHashMap<>();
        contact.put("phone_number", phoneNumber);
        contact.put("first_name", firstName);
        if (lastName != null) {
            contact.put("last_name", lastName);
        }
        if (userId != null) {
            contact.put("user_id", userId);
        }
        return new Attachment("contact", contact);
    }

    private static Attachment attachment(String kind, Map<String, Object> described, KeptFile kept) {
        Map<String, Object> content = new LinkedHashMap<>(described);
        content.put("file_id", kept.fileId());
        content.put("file_unique_id", kept.uniqueId());
        content.put("file_size", kept.sizeBytes());
        return new Attachment(kind, content);
    }

    private static byte[] resource(String path) {
        try {
            return new ClassPathResource(path).getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
