package studio.atelier.generation.upload;

import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.codec.multipart.FilePartEvent;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Takes the one file out of a multipart request, piece by piece, into a temporary file. Counts the bytes as they come,
 * whatever a header declares, and stops at the first one too many; gives up on a sender that stalls.
 */
@Component
class ReceiveFile {

    private final UploadProperties properties;

    ReceiveFile(UploadProperties properties) {
        this.properties = properties;
    }

    /**
     * Receives the file into the given place.
     *
     * @param place no file yet; the caller removes what is there in the end, whatever happens
     * @return the file; fails with {@link UploadException.Refused}
     */
    Mono<ReceivedFile> receive(Flux<PartEvent> parts, Path place) {
        return Mono.defer(() -> receive(parts, new Reception(place, properties)))
                .timeout(properties.receiveLimit())
                .onErrorMap(
                        TimeoutException.class, e -> UploadException.Refused.because(UploadProblem.UPLOAD_TOO_SLOW));
    }

    private Mono<ReceivedFile> receive(Flux<PartEvent> parts, Reception reception) {
        return parts.timeout(properties.idleLimit())
                .doOnNext(reception::count)
                .doOnDiscard(PartEvent.class, ReceiveFile::release)
                .windowUntil(PartEvent::isLast)
                .concatMap(part -> part.switchOnFirst((first, events) -> read(first.get(), events, reception)))
                .then(Mono.fromCallable(reception::result));
    }

    private static Flux<Void> read(@Nullable PartEvent first, Flux<PartEvent> events, Reception reception) {
        return first instanceof FilePartEvent file && file.name().equals(Reception.PART)
                ? keep(file, events, reception)
                : events.doOnNext(ReceiveFile::release).thenMany(Flux.empty());
    }

    private static Flux<Void> keep(FilePartEvent file, Flux<PartEvent> events, Reception reception) {
        reception.begin(file);
        return DataBufferUtils.write(events.map(PartEvent::content), reception.place(), StandardOpenOption.CREATE_NEW)
                .subscribeOn(Schedulers.boundedElastic())
                .flux();
    }

    private static void release(PartEvent event) {
        DataBufferUtils.release(event.content());
    }
}
