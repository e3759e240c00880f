package studio.atelier.generation.image;

import static studio.atelier.platform.database.DatabaseColumns.readOptional;
import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** SQL and mapping of the table {@code image}, nothing else. */
@Repository
class ImageRepository {

    private static final UUID AFTER_ALL = UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff");

    /** Joins the category of the image, which its job's row holds. */
    private static final String WITH_CATEGORY = """
            select i.*, j.parameters ->> 'category' as category
              from image i left join job j on j.id = i.job_id
            """;

    private static final String FIND = WITH_CATEGORY + "where i.id = :id and i.owner_id = :owner";
    private static final String LIST = "select * from image where id = any(:ids) and owner_id = :owner";
    private static final String FIND_ANYONES = "select * from image where id = :id";
    private static final String OF_JOB = "select * from image where job_id = :job order by id";
    private static final String PAGE =
            WITH_CATEGORY + "where i.owner_id = :owner and i.id < :before order by i.id desc limit :limit";
    private static final String PAGE_OF_FAVORITES = WITH_CATEGORY
            + "where i.owner_id = :owner and i.id < :before and i.favorite order by i.id desc limit :limit";
    private static final String SET_FAVORITE =
            "update image set favorite = :favorite where id = :id and owner_id = :owner";
    private static final String DELETE = "delete from image where id = :id and owner_id = :owner returning *";
    private static final String DELETE_OF_OWNER = "delete from image where owner_id = :owner returning *";
    private static final String DELETE_OLD = """
            delete from image
             where id in (select id
                            from image
                           where created_at < :olderThan
                             and (not favorite or created_at < :favoritesOlderThan)
                           order by created_at
                           limit :limit
                             for update skip locked)
            returning *
            """;

    private final DatabaseClient database;

    ImageRepository(DatabaseClient database) {
        this.database = database;
    }

    Mono<GalleryImageRow> findImage(UserId owner, UUID id) {
        return database.sql(FIND)
                .bind("id", id)
                .bind("owner", owner.value())
                .map(ImageRepository::imageWithCategory)
                .one();
    }

    Flux<GalleryImageRow> listImages(UserId owner, List<UUID> ids) {
        return database.sql(LIST)
                .bind("ids", ids.toArray(UUID[]::new))
                .bind("owner", owner.value())
                .map(ImageRepository::toImage)
                .all();
    }

    /** For a caller whose signed link permits reading it. */
    Mono<GalleryImageRow> findLinkedImage(UUID id) {
        return database.sql(FIND_ANYONES)
                .bind("id", id)
                .map(ImageRepository::toImage)
                .one();
    }

    Flux<GalleryImageRow> ofJob(UUID jobId) {
        return database.sql(OF_JOB)
                .bind("job", jobId)
                .map(ImageRepository::toImage)
                .all();
    }

    /** Newest first. */
    Flux<GalleryImageRow> listImages(UserId owner, boolean favoritesOnly, @Nullable UUID before, int limit) {
        return database.sql(favoritesOnly ? PAGE_OF_FAVORITES : PAGE)
                .bind("owner", owner.value())
                .bind("before", before == null ? AFTER_ALL : before)
                .bind("limit", limit)
                .map(ImageRepository::imageWithCategory)
                .all();
    }

    /** Emits whether this user has such an image. */
    Mono<Boolean> setFavorite(UserId owner, UUID id, boolean favorite) {
        return database.sql(SET_FAVORITE)
                .bind("favorite", favorite)
                .bind("id", id)
                .bind("owner", owner.value())
                .fetch()
                .rowsUpdated()
                .map(updated -> updated == 1);
    }

    /** Emits what was deleted. */
    Mono<GalleryImageRow> deleteImage(UserId owner, UUID id) {
        return database.sql(DELETE)
                .bind("id", id)
                .bind("owner", owner.value())
                .map(ImageRepository::toImage)
                .one();
    }

    Flux<GalleryImageRow> deleteAllOf(UserId owner) {
        return database.sql(DELETE_OF_OWNER)
                .bind("owner", owner.value())
                .map(ImageRepository::toImage)
                .all();
    }

    Flux<GalleryImageRow> deleteOld(Instant olderThan, Instant favoritesOlderThan, int limit) {
        return database.sql(DELETE_OLD)
                .bind("olderThan", toOffsetDateTime(olderThan))
                .bind("favoritesOlderThan", toOffsetDateTime(favoritesOlderThan))
                .bind("limit", limit)
                .map(ImageRepository::toImage)
                .all();
    }

    private static GalleryImageRow imageWithCategory(Readable row) {
        return toImageInCategory(row, readOptional(row, "category", String.class));
    }

    private static GalleryImageRow toImage(Readable row) {
        return toImageInCategory(row, null);
    }

    private static GalleryImageRow toImageInCategory(Readable row, @Nullable String category) {
        StoredImage image = new StoredImage(
                readRequired(row, "id", UUID.class),
                readRequired(row, "job_id", UUID.class),
                new UserId(readRequired(row, "owner_id", UUID.class)),
                readRequired(row, "content_type", String.class),
                readRequired(row, "width", Integer.class),
                readRequired(row, "height", Integer.class),
                readRequired(row, "size_bytes", Long.class),
                readRequired(row, "sha256", String.class),
                readRequired(row, "thumbnail_sha256", String.class),
                readRequired(row, "watermark", Boolean.class));
        return new GalleryImageRow(
                image,
                category,
                readRequired(row, "favorite", Boolean.class),
                readRequired(row, "created_at", OffsetDateTime.class).toInstant());
    }

    private static OffsetDateTime toOffsetDateTime(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
