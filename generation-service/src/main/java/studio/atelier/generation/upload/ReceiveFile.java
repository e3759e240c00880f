package studio.atelier.generation.upload;

import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeoutException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Takes the one file out of a multipart request, piece by piece, into a temporary file. Counts the bytes as they come,
 * whatever a header declares, and gives up on a sender that stalls.
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
        return Mono.defer(() -> receive(parts, place, new Reception(properties)))
                .timeout(properties.receiveLimit())
                .onErrorMap(
                        TimeoutException.class, e -> UploadException.Refused.because(UploadProblem.UPLOAD_TOO_SLOW));
    }

    private Mono<ReceivedFile> receive(Flux<PartEvent> parts, Path place, Reception reception) {
        Flux<DataBuffer> content = parts.timeout(properties.idleLimit()).handle(reception::take);
        return DataBufferUtils.write(content, place, StandardOpenOption.CREATE_NEW)
                .subscribeOn(Schedulers.boundedElastic())
                .then(Mono.fromCallable(() -> reception.result(place)));
    }
}
