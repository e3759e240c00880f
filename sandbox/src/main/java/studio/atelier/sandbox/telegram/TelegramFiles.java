package studio.atelier.sandbox.telegram;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.file.StoredFile;
import studio.atelier.sandbox.file.StoredFiles;

/** Files stored by Telegram, by {@code file_id}. */
@Component
class TelegramFiles {

    private static final String NAME_PREFIX = "telegram-";
    private static final String UNIQUE_ID_PREFIX = "AQAD";
    private static final Map<String, String> EXTENSIONS = Map.of(
            "image/jpeg", ".jpg",
            "image/png", ".png",
            "image/webp", ".webp",
            "image/heic", ".heic",
            "audio/ogg", ".oga",
            "application/pdf", ".pdf",
            "text/plain", ".txt");

    private final StoredFiles files;

    TelegramFiles(StoredFiles files) {
        this.files = files;
    }

    Mono<KeptFile> save(Kind kind, String contentType, byte[] bytes) {
        String fileId = kind.freshFileId();
        return files.save(NAME_PREFIX + fileId, contentType, bytes)
                .map(stored -> new KeptFile(fileId, stored.sizeBytes()));
    }

    Mono<KeptFile> save(Kind kind, String contentType, FilePart part) {
        String fileId = kind.freshFileId();
        return files.save(NAME_PREFIX + fileId, contentType, part)
                .map(stored -> new KeptFile(fileId, stored.sizeBytes()));
    }

    Optional<StoredFile> find(String fileId) {
        return files.find(NAME_PREFIX + fileId);
    }

    Flux<DataBuffer> read(StoredFile file) {
        return files.read(file);
    }

    Mono<byte[]> readWhole(StoredFile file) {
        return files.readWhole(file);
    }

    /** The {@code file_unique_id} that belongs to a {@code file_id}. */
    static String uniqueId(String fileId) {
        return UNIQUE_ID_PREFIX + Integer.toHexString(fileId.hashCode());
    }

    /** The {@code file_path} of a stored file: its kind's folder, its id, and the extension of its type. */
    static String path(String fileId, StoredFile file) {
        return Kind.of(fileId).folder + "/" + fileId + EXTENSIONS.getOrDefault(file.contentType(), "");
    }

    /**
     * The kind of a file, which determines the prefix of its {@code file_id} and the folder of its {@code file_path}.
     */
    enum Kind {
        PHOTO("AgAC", "photos"),
        DOCUMENT("BQAC", "documents"),
        STICKER("CAAC", "stickers"),
        VOICE("AwAC", "voice");

        private final String idPrefix;
        private final String folder;

        Kind(String idPrefix, String folder) {
            this.idPrefix = idPrefix;
            this.folder = folder;
        }

        private String freshFileId() {
            return idPrefix + UUID.randomUUID().toString().replace("-", "");
        }

        private static Kind of(String fileId) {
            for (Kind kind : values()) {
                if (fileId.startsWith(kind.idPrefix)) {
                    return kind;
                }
            }
            return DOCUMENT;
        }
    }

    /** A newly stored file. */
    record KeptFile(String fileId, long sizeBytes) {

        String uniqueId() {
            return TelegramFiles.uniqueId(fileId);
        }
    }
}
