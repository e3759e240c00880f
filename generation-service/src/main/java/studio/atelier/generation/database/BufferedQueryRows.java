package studio.atelier.generation.database;

import reactor.core.publisher.Flux;

/** How rows are read by those who go on to use the same connection. */
public final class BufferedQueryRows {

    private BufferedQueryRows() {}

    /**
     * Reads all rows before it hands out the first. Whoever does something on the same connection for each row would
     * otherwise wait for an answer that lies behind the rows not read yet.
     */
    public static <T> Flux<T> bufferAll(Flux<T> rows) {
        return rows.collectList().flatMapIterable(all -> all);
    }
}
