package studio.atelier.generation.database;

import reactor.core.publisher.Flux;

/** Reads query rows whose consumers use the same connection. */
public final class BufferedQueryRows {

    private BufferedQueryRows() {}

    /**
     * Reads all rows before emitting the first. A consumer that runs a statement on the same connection for each row
     * would otherwise wait for an answer queued behind the unread rows.
     */
    public static <T> Flux<T> bufferAll(Flux<T> rows) {
        return rows.collectList().flatMapIterable(all -> all);
    }
}
