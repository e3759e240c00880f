package studio.atelier.generation.upload.receive;

import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import studio.atelier.generation.objectstore.ObjectStoreException;
import studio.atelier.generation.objectstore.TemporaryRequestFile;
import studio.atelier.generation.upload.UploadException;
import studio.atelier.generation.upload.UploadProperties;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Receives the one file of a multipart request, piece by piece, into a temporary file. Counts the bytes as they arrive,
 * whatever a header declares, and fails if the sender stalls.
 *
 * <p>Network buffers are copied to the heap and released before anything else sees them, and the parser keeps none:
 * however a request ends, there is nothing left to release. Spring's own multipart reader leaks buffers when a body
 * ends early (docs/adr/0033).
 */
@Component
class ReceiveUploadFile {

    /** Pieces that wait to be written; each is as large as one read from the network. */
    private static final int MOST_PIECES_WAITING = 8;

    /** RFC 2046, 5.1.1. */
    private static final int MOST_BOUNDARY_CHARACTERS = 70;

    private final UploadProperties properties;

    ReceiveUploadFile(UploadProperties properties) {
        this.properties = properties;
    }

    /**
     * Receives the file into the given temporary file.
     *
     * @param file the caller removes it in every case
     * @param inProgress counts the bytes received
     * @return the file; fails with {@link UploadException.UploadRefusedException}, with {@code MALFORMED_REQUEST}, or
     *     with {@link ObjectStoreException} if it cannot be written, or not in time
     */
    Mono<ReceivedUploadFile> receiveFile(
            ServerHttpRequest request, TemporaryRequestFile file, ConcurrentUploadLimit.UploadInProgress inProgress) {
        return Mono.defer(
                () -> readBody(request, new MultipartUploadReader(boundaryOf(request), file, inProgress, properties)));
    }

    /** The idle limit runs while waiting for the sender, and not while a piece is written. */
    private Mono<ReceivedUploadFile> readBody(ServerHttpRequest request, MultipartUploadReader reader) {
        UploadSenderPace pace = new UploadSenderPace(properties, System::nanoTime);
        return request.getBody()
                .map(ReceiveUploadFile::copyToHeap)
                .doOnNext(piece -> pace.pieceArrived())
                .publishOn(Schedulers.boundedElastic(), MOST_PIECES_WAITING)
                .timeout(properties.idleLimit())
                .doOnNext(piece -> {
                    pace.beginPiece(piece.length);
                    reader.readPiece(piece);
                    pace.endPiece();
                })
                .then(Mono.fromSupplier(reader::finishFile))
                .timeout(properties.receiveLimit())
                .onErrorMap(TimeoutException.class, pace::explainTimeout);
    }

    private static byte[] copyToHeap(DataBuffer buffer) {
        byte[] copy = new byte[buffer.readableByteCount()];
        buffer.read(copy);
        DataBufferUtils.release(buffer);
        return copy;
    }

    private static String boundaryOf(ServerHttpRequest request) {
        MediaType type = request.getHeaders().getContentType();
        @Nullable String parameter = type == null ? null : type.getParameter("boundary");
        @Nullable String boundary = parameter == null ? null : removeQuotes(parameter);
        if (boundary == null || boundary.isBlank() || boundary.length() > MOST_BOUNDARY_CHARACTERS) {
            throw CommonProblemException.of(CommonProblemCode.MALFORMED_REQUEST);
        }
        return boundary;
    }

    private static String removeQuotes(String value) {
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }
}
