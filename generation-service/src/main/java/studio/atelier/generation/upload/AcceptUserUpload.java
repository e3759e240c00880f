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
import studio.atelier.generation.objectstore.TemporaryRequestFile;
import studio.atelier.generation.objectstore.TemporaryRequestFiles;
import studio.atelier.platform.database.ShieldedExecution;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.idempotency.RequestBodyHash;
import studio.atelier.platform.web.CommonProblemException;
import studio.atelier.platform.web.ProblemException;

/** Takes a photo from a user: receives it, makes a clean one of it, and stores that; what came in is thrown away. */
@Component
class AcceptUserUpload {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final String OPERATION = "POST /api/v1/uploads";

    private final ConcurrentUploadLimit inWork;
    private final TemporaryRequestFiles temporaryFiles;
    private final ReceiveUploadFile receiveFile;
    private final CleanReceivedFile cleanReceived;
    private final StoreCleanUpload storeUpload;

    AcceptUserUpload(
            ConcurrentUploadLimit inWork,
            TemporaryRequestFiles temporaryFiles,
            ReceiveUploadFile receiveFile,
            CleanReceivedFile cleanReceived,
            StoreCleanUpload storeUpload) {
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
    Mono<StoreCleanUpload.AcceptedUpload> handle(
            UserId owner, @Nullable IdempotencyKey key, ServerHttpRequest request) {
        return Mono.defer(() -> {
            Sinks.Empty<Void> hungUp = Sinks.empty();
            return ShieldedExecution.fromCancellation(admitUpload(owner, key, request, hungUp.asMono()))
                    .doOnCancel(hungUp::tryEmitEmpty);
        });
    }

    /** Admission and file end with the work, which a client that hangs up does not end. */
    private Mono<StoreCleanUpload.AcceptedUpload> admitUpload(
            UserId owner, @Nullable IdempotencyKey key, ServerHttpRequest request, Mono<Void> hungUp) {
        return Mono.using(
                        () -> inWork.admitUpload(owner, request.getHeaders().getContentLength()),
                        permit -> receiveAndStore(owner, key, request, permit, hungUp),
                        ConcurrentUploadLimit.UploadInProgress::releaseRoom)
                .onErrorMap(ObjectStoreException.class, e -> CommonProblemException.serviceUnavailable(RETRY_AFTER))
                .onErrorResume(
                        ProblemException.class,
                        e -> Mono.<StoreCleanUpload.AcceptedUpload>error(e)
                                .takeUntilOther(hungUp)); // then nobody is told
    }

    private Mono<StoreCleanUpload.AcceptedUpload> receiveAndStore(
            UserId owner,
            @Nullable IdempotencyKey key,
            ServerHttpRequest request,
            ConcurrentUploadLimit.UploadInProgress permit,
            Mono<Void> hungUp) {
        return Mono.usingWhen(
                Mono.fromSupplier(temporaryFiles::nextFile),
                file -> receiveFile
                        .receiveFile(request, file, permit)
                        .takeUntilOther(hungUp)
                        .doOnNext(received -> permit.bodyReceived())
                        .flatMap(received -> takeReceived(owner, key, received)),
                TemporaryRequestFile::removeFile,
                (file, error) -> file.removeFile(),
                TemporaryRequestFile::removeFile);
    }

    private Mono<StoreCleanUpload.AcceptedUpload> takeReceived(
            UserId owner, @Nullable IdempotencyKey key, ReceivedUploadFile received) {
        if (key == null) {
            return takeNew(owner, null, received);
        }
        StoreCleanUpload.UploadRequestKey requestKey = new StoreCleanUpload.UploadRequestKey(key, hashOf(received));
        return storeUpload
                .findEarlier(owner, requestKey)
                .switchIfEmpty(Mono.defer(() -> takeNew(owner, requestKey, received)));
    }

    private Mono<StoreCleanUpload.AcceptedUpload> takeNew(
            UserId owner, StoreCleanUpload.@Nullable UploadRequestKey requestKey, ReceivedUploadFile received) {
        return storeUpload
                .refuseUserWithoutRoom(owner)
                .then(Mono.defer(() -> cleanReceived.handle(owner, received)))
                .flatMap(photo -> storeUpload.handle(owner, requestKey, photo));
    }

    private static RequestBodyHash hashOf(ReceivedUploadFile received) {
        return RequestBodyHash.of(OPERATION, received.sha256().getBytes(US_ASCII));
    }
}
