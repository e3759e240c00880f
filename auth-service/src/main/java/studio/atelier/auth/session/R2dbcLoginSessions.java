package studio.atelier.auth.session;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.RefreshToken.RefreshTokenHash;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.WireNameConverter;

/** Sessions in PostgreSQL, the only source of truth about them. */
@Repository
class R2dbcLoginSessions implements LoginSessions {

    private final DatabaseClient database;

    R2dbcLoginSessions(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Void> insertSession(LoginSession session) {
        return database.sql("""
                        insert into session (id, user_id, user_agent, generation, created_at, last_used_at, rotated_at,
                                             expires_at, ends_at)
                        values (:id, :userId, :userAgent, :generation, :createdAt, :lastUsedAt, :rotatedAt,
                                :expiresAt, :endsAt)""")
                .bind("id", session.id())
                .bind("userId", session.userId().value())
                .bind("userAgent", session.userAgent())
                .bind("generation", session.generation())
                .bind("createdAt", session.createdAt())
                .bind("lastUsedAt", session.lastUsedAt())
                .bind("rotatedAt", session.rotatedAt())
                .bind("expiresAt", session.expiresAt())
                .bind("endsAt", session.endsAt())
                .then();
    }

    @Override
    public Mono<Void> addToken(LoginSession session, RefreshTokenHash token, Instant now) {
        return database.sql("""
                        insert into refresh_token (hash, session_id, generation, issued_at)
                        values (:hash, :sessionId, :generation, :now)""")
                .bind("hash", token.toBytes())
                .bind("sessionId", session.id())
                .bind("generation", session.generation())
                .bind("now", now)
                .then();
    }

    @Override
    public Mono<SessionFoundByToken> lockByToken(RefreshTokenHash token) {
        return database.sql("""
                        select s.id, s.user_id, s.user_agent, s.generation, s.created_at, s.last_used_at, s.rotated_at,
                               s.expires_at, s.ends_at, s.revoked_at, t.generation as token_generation
                        from refresh_token t
                        join session s on s.id = t.session_id
                        where t.hash = :hash
                        for no key update of s""")
                .bind("hash", token.toBytes())
                .map(row ->
                        new SessionFoundByToken(toSession(row), readRequired(row, "token_generation", Integer.class)))
                .one();
    }

    @Override
    public Mono<Void> saveRotation(LoginSession session) {
        return database.sql("""
                        update session
                        set generation   = :generation,
                            last_used_at = :lastUsedAt,
                            rotated_at   = :rotatedAt,
                            expires_at   = :expiresAt
                        where id = :id""")
                .bind("id", session.id())
                .bind("generation", session.generation())
                .bind("lastUsedAt", session.lastUsedAt())
                .bind("rotatedAt", session.rotatedAt())
                .bind("expiresAt", session.expiresAt())
                .then();
    }

    @Override
    public Flux<LoginSession> openOf(UserId user, Instant now) {
        return database.sql("""
                        select id, user_id, user_agent, generation, created_at, last_used_at, rotated_at, expires_at,
                               ends_at, revoked_at
                        from session
                        where user_id = :userId
                          and revoked_at is null
                          and expires_at > :now
                        order by last_used_at desc, id desc""")
                .bind("userId", user.value())
                .bind("now", now)
                .map(R2dbcLoginSessions::toSession)
                .all();
    }

    @Override
    public Mono<Void> lockAllOf(UserId user) {
        return database.sql("select id from users where id = :userId for no key update")
                .bind("userId", user.value())
                .then();
    }

    @Override
    public Mono<Boolean> revokeSession(UserId user, UUID session, SessionEndReason reason, Instant now) {
        return database.sql("""
                        update session
                        set revoked_at = :now, revoked_because = :reason
                        where id = :id
                          and user_id = :userId
                          and revoked_at is null
                          and expires_at > :now""")
                .bind("id", session)
                .bind("userId", user.value())
                .bind("reason", WireNameConverter.toWireName(reason))
                .bind("now", now)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    @Override
    public Flux<UUID> revokeAll(UserId user, SessionEndReason reason, Instant now) {
        return database.sql("""
                        update session
                        set revoked_at = :now, revoked_because = :reason
                        where user_id = :userId
                          and revoked_at is null
                          and expires_at > :now
                        returning id""")
                .bind("userId", user.value())
                .bind("reason", WireNameConverter.toWireName(reason))
                .bind("now", now)
                .map(R2dbcLoginSessions::toSessionId)
                .all();
    }

    @Override
    public Flux<UUID> revokeBeyond(UserId user, int kept, Instant now) {
        return database.sql("""
                        update session
                        set revoked_at = :now, revoked_because = :reason
                        where id in (select id
                                     from session
                                     where user_id = :userId
                                       and revoked_at is null
                                       and expires_at > :now
                                     order by last_used_at desc, id desc
                                     offset :kept)
                          and revoked_at is null
                        returning id""")
                .bind("userId", user.value())
                .bind("kept", kept)
                .bind("reason", WireNameConverter.toWireName(SessionEndReason.TOO_MANY))
                .bind("now", now)
                .map(R2dbcLoginSessions::toSessionId)
                .all();
    }

    @Override
    public Mono<Long> deleteEndedBefore(Instant moment, int limit) {
        return database.sql("""
                        delete from session
                        where id in (select id
                                     from session
                                     where least(revoked_at, expires_at) < :moment
                                     limit :limit
                                     for update skip locked)""")
                .bind("moment", moment)
                .bind("limit", limit)
                .fetch()
                .rowsUpdated();
    }

    @Override
    public Mono<Long> deleteSpentBefore(Instant moment, int limit) {
        // A token was used when the first token of a later generation was issued.
        return database.sql("""
                        delete from refresh_token
                        where hash in (select t.hash
                                       from refresh_token t
                                       where t.issued_at < :moment
                                         and exists (select 1
                                                     from refresh_token later
                                                     where later.session_id = t.session_id
                                                       and later.generation > t.generation
                                                       and later.issued_at < :moment)
                                       limit :limit)""")
                .bind("moment", moment)
                .bind("limit", limit)
                .fetch()
                .rowsUpdated();
    }

    private static LoginSession toSession(Readable row) {
        return new LoginSession(
                toSessionId(row),
                new UserId(readRequired(row, "user_id", UUID.class)),
                readRequired(row, "user_agent", String.class),
                readRequired(row, "generation", Integer.class),
                readRequired(row, "created_at", Instant.class),
                readRequired(row, "last_used_at", Instant.class),
                readRequired(row, "rotated_at", Instant.class),
                readRequired(row, "expires_at", Instant.class),
                readRequired(row, "ends_at", Instant.class),
                row.get("revoked_at", Instant.class));
    }

    private static UUID toSessionId(Readable row) {
        return readRequired(row, "id", UUID.class);
    }
}
