package studio.atelier.auth.signingkey;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Signing keys in PostgreSQL. */
@Repository
class R2dbcStoredSigningKeys implements StoredSigningKeys {

    private final DatabaseClient database;

    R2dbcStoredSigningKeys(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Void> lockKeys() {
        // Reads are not blocked; two instances that want to add a key take turns.
        return database.sql("lock table signing_key in share row exclusive mode")
                .then();
    }

    @Override
    public Flux<StoredSigningKey> listKeys() {
        return database.sql("""
                        select id, public_jwk, locked_jwk, signs_from, published_until
                        from signing_key
                        order by signs_from, id""").map(R2dbcStoredSigningKeys::toStoredKey).all();
    }

    @Override
    public Mono<Void> insertKey(StoredSigningKey key) {
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

    private static StoredSigningKey toStoredKey(Readable row) {
        return new StoredSigningKey(
                readRequired(row, "id", String.class),
                readRequired(row, "public_jwk", String.class),
                readRequired(row, "locked_jwk", String.class),
                readRequired(row, "signs_from", Instant.class),
                row.get("published_until", Instant.class));
    }
}
