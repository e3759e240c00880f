package studio.atelier.sandbox.kie;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.BoundedMap;
import studio.atelier.sandbox.SandboxProperties;
import studio.atelier.sandbox.fault.Faults;
import studio.atelier.sandbox.fault.KieFault;
import studio.atelier.sandbox.file.StoredFile;
import studio.atelier.sandbox.file.StoredFiles;

/** Serves results and uploads, with injected interruptions and delays. */
@Component
class KieFiles {

    private static final Duration TEMPORARY_FOR = Duration.ofMinutes(20);
    private static final int MAX_TEMPORARY = 1000;
    private static final Duration BEFORE_BREAK = Duration.ofMillis(100);
    private static final int DRIP_BYTES = 256;
    private static final Duration DRIP_EVERY = Duration.ofMillis(250);

    private final StoredFiles files;
    private final KieTasks tasks;
    private final KieCalls calls;
    private final Faults faults;
    private final Clock clock;
    private final String root;
    private final Map<String, Temporary> temporary = new BoundedMap<>(MAX_TEMPORARY);

    KieFiles(
            StoredFiles files,
            KieTasks tasks,
            KieCalls calls,
            Faults faults,
            SandboxProperties properties,
            Clock clock) {
        this.files = files;
        this.tasks = tasks;
        this.calls = calls;
        this.faults = faults;
        this.clock = clock;
        this.root = properties.url() + "/kie-files/temporary/";
    }

    /** An address of the stored file that is valid for 20 minutes. */
    synchronized Optional<String> temporaryAddress(String file) {
        if (files.find(file).isEmpty()) {
            return Optional.empty();
        }
        String token = UUID.randomUUID().toString();
        temporary.put(token, new Temporary(file, clock.instant().plus(TEMPORARY_FOR)));
        return Optional.of(root + token);
    }

    /** The name of the file that a temporary address's token refers to. */
    synchronized Optional<String> behind(String token) {
        return Optional.ofNullable(temporary.get(token))
                .filter(entry -> clock.instant().isBefore(entry.until()))
                .map(Temporary::file);
    }

    /**
     * The response to a download; faults apply to results only, not to uploads.
     *
     * @param hangUp breaks the connection when subscribed to
     */
    Mono<ResponseEntity<Flux<DataBuffer>>> serve(String name, Mono<DataBuffer> hangUp) {
        StoredFile file = files.find(name).orElse(null);
        if (file == null) {
            return Mono.just(ResponseEntity.notFound().build());
        }
        KieTask task = tasks.change(taskIdOf(name), KieTask::downloaded).orElse(null);
        if (task == null) {
            return Mono.just(answer(file, files.read(file)));
        }
        calls.count("download");
        return task.has(KieFault.MISSING_PICTURE)
                ? Mono.just(ResponseEntity.notFound().build())
                : serveResult(file, faults.draw(KieFault.Moment.DOWNLOAD).orElse(null), hangUp);
    }

    private Mono<ResponseEntity<Flux<DataBuffer>>> serveResult(
            StoredFile file, @Nullable KieFault fault, Mono<DataBuffer> hangUp) {
        return switch (fault) {
            case DOWNLOAD_HANGS ->
                Mono.delay(Duration.ofMillis(faults.kie().hangMs()))
                        .map(late -> ResponseEntity.status(504).build());
            case DOWNLOAD_SERVER_ERROR -> Mono.just(ResponseEntity.status(500).build());
            case SLOW_DRIP -> files.readWhole(file).map(bytes -> answer(file, drip(bytes)));
            case RESET_MID_BODY -> files.readWhole(file).map(bytes -> answer(file, half(bytes, hangUp)));
            case null, default -> Mono.just(answer(file, files.read(file)));
        };
    }

    private static ResponseEntity<Flux<DataBuffer>> answer(StoredFile file, Flux<DataBuffer> body) {
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, file.contentType())
                .contentLength(file.sizeBytes())
                .cacheControl(CacheControl.noStore())
                .body(body);
    }

    private static Flux<DataBuffer> drip(byte[] bytes) {
        int drops = (bytes.length + DRIP_BYTES - 1) / DRIP_BYTES;
        return Flux.interval(DRIP_EVERY)
                .onBackpressureBuffer()
                .take(drops)
                .map(i -> part(bytes, (int) (i * DRIP_BYTES), DRIP_BYTES));
    }

    private static Flux<DataBuffer> half(byte[] bytes, Mono<DataBuffer> hangUp) {
        return Flux.concat(
                Flux.just(part(bytes, 0, bytes.length / 2)),
                Mono.delay(BEFORE_BREAK).then(hangUp));
    }

    private static DataBuffer part(byte[] bytes, int from, int length) {
        byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + length));
        return DefaultDataBufferFactory.sharedInstance.wrap(part);
    }

    private static String taskIdOf(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private record Temporary(String file, Instant until) {}
}
