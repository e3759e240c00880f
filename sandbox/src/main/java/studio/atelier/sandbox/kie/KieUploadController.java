package studio.atelier.sandbox.kie;

import java.net.URI;
import java.net.URLConnection;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.fault.Faults;
import studio.atelier.sandbox.fault.KieFault;
import studio.atelier.sandbox.file.StoredFile;
import studio.atelier.sandbox.file.StoredFiles;
import tools.jackson.databind.JsonNode;

/** Stands in for the uploads of {@code https://kieai.redpandaai.co}. */
@RestController
@RequestMapping("/kie-upload/api")
class KieUploadController {

    private static final int MAX_BASE64_BYTES = 10 * 1024 * 1024;

    private final StoredFiles files;
    private final KieInputs inputs;
    private final KieRecords records;
    private final KieCalls calls;
    private final Faults faults;
    private final Clock clock;

    KieUploadController(
            StoredFiles files, KieInputs inputs, KieRecords records, KieCalls calls, Faults faults, Clock clock) {
        this.files = files;
        this.inputs = inputs;
        this.records = records;
        this.calls = calls;
        this.faults = faults;
        this.clock = clock;
    }

    @PostMapping("/file-base64-upload")
    Mono<Map<String, Object>> base64(@RequestBody JsonNode request) {
        String data = required(request, "base64Data");
        String path = required(request, "uploadPath");
        byte[] bytes = decoded(data.startsWith("data:") ? data.substring(data.indexOf(',') + 1) : data);
        if (bytes.length > MAX_BASE64_BYTES) {
            throw KieRefusal.code(400, "the file is larger than 10 MB");
        }
        String name = nameOf(request.path("fileName").asString(""), typeOf(data));
        return answered(name, path, files.save(stored(name), typeByName(name), bytes));
    }

    @PostMapping(path = "/file-stream-upload", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    Mono<Map<String, Object>> stream(
            @RequestPart FilePart file,
            @RequestPart(required = false) @Nullable String uploadPath,
            @RequestPart(required = false) @Nullable String fileName) {
        if (uploadPath == null || uploadPath.isBlank()) {
            throw KieRefusal.code(400, "uploadPath cannot be empty");
        }
        MediaType declared = file.headers().getContentType();
        String wanted = fileName == null || fileName.isBlank() ? file.filename() : fileName;
        String name = nameOf(wanted, declared == null ? "" : declared.toString());
        String type = declared == null ? typeByName(name) : declared.toString();
        return answered(name, uploadPath, files.save(stored(name), type, file));
    }

    @PostMapping("/file-url-upload")
    Mono<Map<String, Object>> url(@RequestBody JsonNode request) {
        String address = required(request, "fileUrl");
        String path = required(request, "uploadPath");
        String lastPart = URI.create(address).getPath().replaceAll(".*/", "");
        String name = nameOf(request.path("fileName").asString(lastPart), "");
        Mono<StoredFile> saved = inputs.fetch(address)
                .onErrorMap(e -> KieRefusal.code(400, "the file could not be fetched"))
                .flatMap(bytes -> files.save(stored(name), typeByName(name), bytes));
        return answered(name, path, saved);
    }

    private Mono<Map<String, Object>> answered(String name, String uploadPath, Mono<StoredFile> saved) {
        calls.count("upload");
        KieFault fault = faults.draw(KieFault.Moment.UPLOAD).orElse(null);
        if (fault == KieFault.UPLOAD_FAILS) {
            return Mono.error(KieRefusal.code(500, "the upload failed"));
        }
        if (fault == KieFault.UPLOAD_HANGS) {
            return KieRefusal.afterHanging(faults.kie().hangMs());
        }
        return saved.map(file -> success(name, uploadPath, file));
    }

    private Map<String, Object> success(String name, String uploadPath, StoredFile file) {
        Map<String, Object> data = Map.of(
                "fileName", name,
                "filePath", uploadPath + "/" + name,
                "downloadUrl", records.address(file.name()),
                "fileSize", file.sizeBytes(),
                "mimeType", file.contentType(),
                "uploadedAt", clock.instant().toString());
        return Map.of("success", true, "code", 200, "msg", "File uploaded successfully", "data", data);
    }

    private static String required(JsonNode request, String field) {
        String value = request.path(field).asString("");
        if (value.isBlank()) {
            throw KieRefusal.code(400, field + " cannot be empty");
        }
        return value;
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw KieRefusal.code(400, "base64Data is not Base64");
        }
    }

    private static String typeOf(String dataUrl) {
        return dataUrl.startsWith("data:") && dataUrl.indexOf(';') > 0
                ? dataUrl.substring("data:".length(), dataUrl.indexOf(';'))
                : "";
    }

    /** The characters that are safe in an address, or a generated name if there are none. */
    private static String nameOf(String wanted, String type) {
        String safe = wanted.replaceAll(".*[/\\\\]", "").replaceAll("[^A-Za-z0-9._-]", "-");
        if (safe.replaceAll("[.-]", "").isEmpty()) {
            safe = UUID.randomUUID().toString();
        }
        return safe.contains(".")
                ? safe
                : safe + (type.endsWith("png") ? ".png" : type.endsWith("webp") ? ".webp" : ".jpg");
    }

    private static String stored(String name) {
        return "uploads/" + name;
    }

    private static String typeByName(String name) {
        String type = name.endsWith(".webp") ? "image/webp" : URLConnection.guessContentTypeFromName(name);
        return type == null ? "application/octet-stream" : type;
    }
}
