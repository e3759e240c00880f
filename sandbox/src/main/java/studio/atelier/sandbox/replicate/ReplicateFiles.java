package studio.atelier.sandbox.replicate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.SandboxProperties;
import studio.atelier.sandbox.fault.ProviderFault;
import studio.atelier.sandbox.file.InputFiles;
import studio.atelier.sandbox.file.StoredFile;
import studio.atelier.sandbox.file.StoredFiles;
import studio.atelier.sandbox.provider.DrawnPicture;

/** Uploaded files, which predictions take by address, and result files. */
@Component
class ReplicateFiles {

    private static final Duration UPLOADS_KEPT = Duration.ofHours(24);

    private final StoredFiles files;
    private final InputFiles inputFiles;
    private final Predictions predictions;
    private final Clock clock;
    private final String uploadsRoot;
    private final String resultsRoot;

    ReplicateFiles(
            StoredFiles files,
            InputFiles inputFiles,
            Predictions predictions,
            Clock clock,
            SandboxProperties properties) {
        this.files = files;
        this.inputFiles = inputFiles;
        this.predictions = predictions;
        this.clock = clock;
        this.uploadsRoot = properties.url() + "/replicate/v1/files/";
        this.resultsRoot = properties.url() + "/replicate-files/";
    }

    /** Stores an upload, and returns it as {@code POST /files} answers. */
    Mono<Map<String, Object>> saveUpload(FilePart content) {
        String id = UUID.randomUUID().toString().replace("-", "");
        MediaType declared = content.headers().getContentType();
        String type = declared == null ? MediaType.APPLICATION_OCTET_STREAM_VALUE : declared.toString();
        return files.save(uploadName(id), type, content).map(file -> show(id, content.filename(), file));
    }

    Optional<Map<String, Object>> showUpload(String id) {
        return files.find(uploadName(id)).map(file -> show(id, id, file));
    }

    private Map<String, Object> show(String id, String name, StoredFile file) {
        Instant now = clock.instant();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", id);
        shown.put("name", name);
        shown.put("content_type", file.contentType());
        shown.put("size", file.sizeBytes());
        shown.put("metadata", Map.of());
        shown.put("created_at", now.toString());
        shown.put("expires_at", now.plus(UPLOADS_KEPT).toString());
        shown.put("urls", Map.of("get", uploadsRoot + id));
        return shown;
    }

    /** The bytes of an input: of an upload here, of another address, or in a {@code data:} address. */
    Mono<byte[]> readInput(String address) {
        return Mono.defer(() -> upload(address)
                .map(file -> InputFiles.orUnreachable(files.readWhole(file)))
                .orElseGet(() -> inputFiles.fetch(address)));
    }

    private Optional<StoredFile> upload(String address) {
        return address.startsWith(uploadsRoot)
                ? files.find(uploadName(address.substring(uploadsRoot.length())))
                : Optional.empty();
    }

    /** Stores an image of a prediction, unless its fault is to be missing, and returns its address. */
    Mono<String> saveResult(String predictionId, int index, DrawnPicture drawn) {
        String extension = drawn.contentType().equals(MediaType.IMAGE_PNG_VALUE) ? ".png" : ".jpg";
        String path = predictionId + "/out-" + index + extension;
        return drawn.fault() == ProviderFault.MISSING_PICTURE
                ? Mono.just(resultsRoot + path)
                : files.save(resultName(path), drawn.declaredType(), drawn.bytes())
                        .thenReturn(resultsRoot + path);
    }

    /** A result file that is still kept; reading it is counted as a download. */
    Optional<StoredFile> findResult(String predictionId, String name) {
        return predictions
                .change(predictionId, Prediction::downloaded)
                .filter(present -> !present.isDataRemoved(clock.instant()))
                .flatMap(present -> files.find(resultName(predictionId + "/" + name)));
    }

    private static String uploadName(String id) {
        return "replicate/uploads/" + id;
    }

    private static String resultName(String path) {
        return "replicate/results/" + path;
    }
}
