package studio.atelier.platform.health.probe;

import io.r2dbc.spi.Connection;
import java.time.Instant;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Connections from the pool.
 *
 * @param next emits one to each subscriber
 */
public record PooledConnections(Mono<? extends Connection> next) {

    /** Reads the database's time over one of them. */
    Mono<Instant> readDatabaseTime() {
        return Mono.usingWhen(next, PooledConnections::selectTime, Connection::close);
    }

    private static Mono<Instant> selectTime(Connection connection) {
        return Flux.from(connection.createStatement("select now()").execute())
                .concatMap(result -> result.map((row, metadata) -> Objects.requireNonNull(row.get(0, Instant.class))))
                .single();
    }
}
