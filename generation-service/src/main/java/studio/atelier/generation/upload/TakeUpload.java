package studio.atelier.generation.upload;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.objectstore.ObjectStoreException;
import studio.atelier.generation.objectstore.TemporaryFile;
import studio.atelier.generation.objectstore.TemporaryFiles;
import studio.atelier.platform.database.Shielded;
import studio.atelier.platform.idempotency.BodyHash;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.web.CommonProblemException;
import studio.atelier.platform.web.ProblemException;

/** Takes a photo from a user: receives it, makes a clean one of it, and stores that; what came in is thrown away. */
@Component
class TakeUpload {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final String OPERATION = "POST /api/v1/uploads";

    private final UploadsInWork inWork;
    private final TemporaryFiles temporaryFiles;
    private final ReceiveFile receiveFile;
    private final CleanReceived cleanReceived;
    private final StoreUpload storeUpload;

    TakeUpload(
            UploadsInWork inWork,
            TemporaryFiles temporaryFiles,
            ReceiveFile receiveFile,
            CleanReceived cleanReceived,
            StoreUpload storeUpload) {
        this.inWork = inWork;
        this.temporaryFiles = temporaryFiles;
        this.receiveFile = receiveFile;
        this.cleanReceived = cleanReceived;
        this.storeUpload = storeUpload;
    }

    /**
     * Takes the one file of a multipart request, once for each key: a repetition with the same file is answered with
     * the first one's upload. A client that hangs up stops what is being received; what follows it runs to its end.
     *
     * @param key null takes the file anew each time
     * @return fails with {@link UploadException}, before anything is received if the user or all together have too many
     *     in work; with a problem of the key; with 503 if there is no room to decode or to store
     */
    Mono<StoreUpload.TakenUpload> handle(UserId owner, @Nullable IdempotencyKey key, ServerHttpRequest request) {
        return Mono.defer(() -> {
            Sinks.Empty<Void> hungUp = Sinks.empty();
            return Shielded.fromCancellation(admit(owner, key, request, hungUp.asMono()))
                    .doOnCancel(hungUp::tryEmitEmpty);
        });
    }

    /** Admission and file end with the work, which a client that hangs up does not end. */
    private Mono<StoreUpload.TakenUpload> admit(
            UserId owner, @Nullable IdempotencyKey key, ServerHttpRequest request, Mono<Void> hungUp) {
        return Mono.using(
                        () -> inWork.admit(owner, request.getHeaders().getContentLength()),
                        permit -> take(owner, key, request, permit, hungUp),
                        UploadsInWork.Permit::release)
                .onErrorMap(ObjectStoreException.class, e -> CommonProblemException.unavailable(RETRY_AFTER))
                .onErrorResume(
                        ProblemException.class,
                        e -> Mono.<StoreUpload.TakenUpload>error(e).takeUntilOther(hungUp)); // then nobody is told
    }

    private Mono<StoreUpload.TakenUpload> take(
            UserId owner,
            @Nullable IdempotencyKey key,
            ServerHttpRequest request,
            UploadsInWork.Permit permit,
            Mono<Void> hungUp) {
        return Mono.usingWhen(
                Mono.fromSupplier(temporaryFiles::next),
                file -> receiveFile
                        .receive(request, file, permit)
                        .takeUntilOther(hungUp)
                        .doOnNext(received -> permit.bodyReceived())
                        .flatMap(received -> takeReceived(owner, key, received)),
                TemporaryFile::remove,
                (file, error) -> file.remove(),
                TemporaryFile::remove);
    }

    private Mono<StoreUpload.TakenUpload> takeReceived(
            UserId owner, @Nullable IdempotencyKey key, ReceivedFile received) {
        if (key == null) {
            return takeNew(owner, null, received);
        }
        StoreUpload.RequestKey requestKey = new StoreUpload.RequestKey(key, hashOf(received));
        return storeUpload
                .findEarlier(owner, requestKey)
                .switchIfEmpty(Mono.defer(() -> takeNew(owner, requestKey, received)));
    }

    private Mono<StoreUpload.TakenUpload> takeNew(
            UserId owner, StoreUpload.@Nullable RequestKey requestKey, ReceivedFile received) {
        return storeUpload
                .refuseUserWithoutRoom(owner)
                .then(Mono.defer(() -> cleanReceived.handle(owner, received)))
                .flatMap(photo -> storeUpload.handle(owner, requestKey, photo));
    }

    private static BodyHash hashOf(ReceivedFile received) {
        return BodyHash.of(OPERATION, received.sha256().getBytes(US_ASCII));
    }
}
