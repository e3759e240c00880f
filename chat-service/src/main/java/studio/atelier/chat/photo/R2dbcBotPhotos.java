package studio.atelier.chat.photo;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** Photos in PostgreSQL. */
@Repository
class R2dbcBotPhotos implements BotPhotos {

    private final DatabaseClient database;

    R2dbcBotPhotos(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Void> insertPhoto(UserId user, BotPhoto photo, Instant now) {
        return database.sql("""
                        insert into bot_photo (id, user_id, file_id, content_type, created_at)
                        values (:id, :userId, :fileId, :contentType, :now)""")
                .bind("id", photo.id())
                .bind("userId", user.value())
                .bind("fileId", photo.fileId())
                .bind("contentType", Parameters.in(R2dbcType.VARCHAR, photo.contentType()))
                .bind("now", now)
                .then();
    }

    @Override
    public Mono<BotPhoto> findPhoto(UserId user, UUID id) {
        return database.sql("select file_id, content_type from bot_photo where id = :id and user_id = :userId")
                .bind("id", id)
                .bind("userId", user.value())
                .map(row -> new BotPhoto(
                        id, readRequired(row, "file_id", String.class), row.get("content_type", String.class)))
                .one();
    }

    @Override
    public Mono<Long> deleteSentBefore(Instant moment, int limit) {
        return database.sql("""
                        delete from bot_photo
                        where id in (select id
                                     from bot_photo
                                     where created_at < :moment
                                     limit :limit)""")
                .bind("moment", moment)
                .bind("limit", limit)
                .fetch()
                .rowsUpdated();
    }
}
