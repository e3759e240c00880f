package studio.atelier.generation.upload.receive;

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
import studio.atelier.generation.upload.UploadException;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.idempotency.RequestBodyHash;
import studio.atelier.platform.web.CommonProblemException;
import studio.atelier.platform.web.ProblemException;
import studio.atelier.platform.work.ShieldedExecution;

/** Receives a photo from a user, encodes a clean one from it and stores that; the received file is discarded. */
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
     * Accepts the one file of a multipart request, once for each key: a repetition with the same file is answered with
     * the first one's upload. If the client disconnects, receiving stops; processing of a received file continues to
     * its end.
     *
     * @param key null accepts the file anew each time
     * @return fails with {@link UploadException}, before anything is received if the user or all users together have
     *     too many uploads in work; with a problem of the key; with 503 if there is no capacity to decode or to store
     */
    Mono<StoreCleanUpload.AcceptedUpload> handle(
            UserId owner, @Nullable IdempotencyKey key, ServerHttpRequest request) {
        return Mono.defer(() -> {
            Sinks.Empty<Void> disconnected = Sinks.empty();
            return ShieldedExecution.fromCancellation(admitUpload(owner, key, request, disconnected.asMono()))
                    .doOnCancel(disconnected::tryEmitEmpty);
        });
    }

    /**
     * The upload's room and its file are held until the work ends, which is not cancelled when the client disconnects.
     */
    private Mono<StoreCleanUpload.AcceptedUpload> admitUpload(
            UserId owner, @Nullable IdempotencyKey key, ServerHttpRequest request, Mono<Void> disconnected) {
        return Mono.using(
                        () -> inWork.admitUpload(owner, request.getHeaders().getContentLength()),
                        inProgress -> receiveAndStore(owner, key, request, inProgress, disconnected),
                        ConcurrentUploadLimit.UploadInProgress::releaseRoom)
                .onErrorMap(ObjectStoreException.class, e -> CommonProblemException.serviceUnavailable(RETRY_AFTER))
                .onErrorResume(
                        ProblemException.class,
                        e -> Mono.<StoreCleanUpload.AcceptedUpload>error(e)
                                .takeUntilOther(disconnected)); // then no client waits for the error
    }

    private Mono<StoreCleanUpload.AcceptedUpload> receiveAndStore(
            UserId owner,
            @Nullable IdempotencyKey key,
            ServerHttpRequest request,
            ConcurrentUploadLimit.UploadInProgress inProgress,
            Mono<Void> disconnected) {
        return Mono.usingWhen(
                Mono.fromSupplier(temporaryFiles::nextFile),
                file -> receiveFile
                        .receiveFile(request, file, inProgress)
                        .takeUntilOther(disconnected)
                        .doOnNext(received -> inProgress.bodyReceived())
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
