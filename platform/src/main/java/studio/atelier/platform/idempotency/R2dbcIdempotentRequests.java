package studio.atelier.platform.idempotency;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.schedule.ExpiredRowCleanup;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;

/** {@link IdempotentRequests} in a table of the service's database. */
final class R2dbcIdempotentRequests implements IdempotentRequests {

    private static final String FIND = """
            select body_hash, resource_id
              from idempotent_request
             where user_id = :user
               and key = :key
               and created_at > now() - interval '24 hours'
            """;

    private static final String TAKE = """
            select resource_id
              from take_idempotency_keys(jsonb_build_array(jsonb_build_object(
                       'user_id', :user::uuid, 'key', :key::text, 'body_hash', :bodyHash::text,
                       'resource_id', :resource::uuid)))
            """;

    private static final String FREE =
            "delete from idempotent_request where user_id = :user and key = :key and resource_id = :resource";

    private static final String DELETE_OLD = """
            delete from idempotent_request
             where ctid = any(array(select ctid from idempotent_request
                                     where created_at < now() - interval '24 hours' limit :limit))
            """;

    private final DatabaseClient database;

    R2dbcIdempotentRequests(DatabaseClient database) {
        this.database = database;
    }

    static ExpiredRowCleanup createCleanup(DatabaseClient database, DatabaseTransactions transactions) {
        return new ExpiredRowCleanup(
                "idempotency-clean-up",
                "Forgets idempotency keys after a day.",
                "idempotency keys",
                Duration.ofMinutes(30),
                transactions,
                limit -> database.sql(DELETE_OLD).bind("limit", limit).fetch().rowsUpdated());
    }

    @Override
    public Mono<UUID> findResource(UserId user, IdempotencyKey key, RequestBodyHash bodyHash) {
        return database.sql(FIND)
                .bind("user", user.value())
                .bind("key", key.value())
                .map(R2dbcIdempotentRequests::toRememberedRequest)
                .one()
                .map(remembered -> remembered.resourceFor(bodyHash));
    }

    private static RememberedRequest toRememberedRequest(Readable row) {
        return new RememberedRequest(
                new RequestBodyHash(Objects.requireNonNull(row.get("body_hash", String.class))),
                Objects.requireNonNull(row.get("resource_id", UUID.class)));
    }

    @Override
    public Mono<Void> takeKey(UserId user, IdempotencyKey key, RequestBodyHash bodyHash, UUID resource) {
        return requireTransaction().then(Mono.defer(() -> insertKey(user, key, bodyHash, resource)));
    }

    private static Mono<Void> requireTransaction() {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .filter(TransactionSynchronizationManager::isActualTransactionActive)
                .onErrorResume(NoTransactionException.class, none -> Mono.empty())
                .switchIfEmpty(Mono.error(
                        () -> new IllegalStateException("A key must be taken within the transaction of its resource")))
                .then();
    }

    private Mono<Void> insertKey(UserId user, IdempotencyKey key, RequestBodyHash bodyHash, UUID resource) {
        return database.sql(TAKE)
                .bind("user", user.value())
                .bind("key", key.value())
                .bind("bodyHash", bodyHash.value())
                .bind("resource", resource)
                .mapValue(UUID.class)
                .one()
                .switchIfEmpty(Mono.error(IdempotencyKeyTakenException::new))
                .then();
    }

    @Override
    public Mono<Void> freeKey(UserId user, IdempotencyKey key, UUID resource) {
        return database.sql(FREE)
                .bind("user", user.value())
                .bind("key", key.value())
                .bind("resource", resource)
                .fetch()
                .rowsUpdated()
                .then();
    }

    private record RememberedRequest(RequestBodyHash bodyHash, UUID resource) {

        UUID resourceFor(RequestBodyHash asked) {
            if (!bodyHash.equals(asked)) {
                throw CommonProblemException.of(CommonProblemCode.IDEMPOTENCY_KEY_REUSED);
            }
            return resource;
        }
    }
}
