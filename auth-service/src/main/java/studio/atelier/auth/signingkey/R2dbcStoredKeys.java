package studio.atelier.auth.signingkey;

import static studio.atelier.platform.database.Columns.required;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Signing keys in PostgreSQL. */
@Repository
class R2dbcStoredKeys implements StoredKeys {

    private final DatabaseClient database;

    R2dbcStoredKeys(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Void> lock() {
        // Reads go on; two instances that want to add a key take turns.
        return database.sql("lock table signing_key in share row exclusive mode")
                .then();
    }

    @Override
    public Flux<StoredKey> all() {
        return database.sql("""
                        select id, public_jwk, locked_jwk, signs_from, published_until
                        from signing_key
                        order by signs_from, id""").map(R2dbcStoredKeys::key).all();
    }

    @Override
    public Mono<Void> add(StoredKey key) {
        return database.sql("""
                        insert into signing_key (id, public_jwk, locked_jwk, signs_from)
                        values (:id, :publicJwk, :lockedJwk, :signsFrom)""")
                .bind("id", key.id())
                .bind("publicJwk", key.publicJwk())
                .bind("lockedJwk", key.lockedJwk())
                .bind("signsFrom", key.signsFrom())
                .then();
    }

    @Override
    public Mono<Void> endAllBut(String id, Instant publishedUntil) {
        return database.sql("""
                        update signing_key
                        set published_until = :publishedUntil
                        where id <> :id
                          and published_until is null""")
                .bind("id", id)
                .bind("publishedUntil", publishedUntil)
                .then();
    }

    @Override
    public Mono<Long> deleteEndedBefore(Instant moment) {
        return database.sql("delete from signing_key where published_until < :moment")
                .bind("moment", moment)
                .fetch()
                .rowsUpdated();
    }

    private static StoredKey key(Readable row) {
        return new StoredKey(
                required(row, "id", String.class),
                required(row, "public_jwk", String.class),
                required(row, "locked_jwk", String.class),
                required(row, "signs_from", Instant.class),
                row.get("published_until", Instant.class));
    }
}
