package studio.atelier.generation.image;

import java.time.Clock;
import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;
import studio.atelier.generation.objectstore.StoredObjects;

/** Fixtures for the tests of this feature. */
final class ImageFixtures {

    private ImageFixtures() {}

    static ImageProperties properties() {
        return new ImageProperties(
                DataSize.ofMegabytes(30), 64_000_000, 512, 0.92f, 0.82f, Duration.ofDays(90), Duration.ofDays(730));
    }

    /** What the end of a job writes about its image, within the caller's transaction. */
    static Mono<Void> recordImage(DatabaseClient database, StoredObjects objects, Clock clock, StoredImage image) {
        return database.sql("""
                        insert into image (
                            id, job_id, owner_id, content_type, width, height, size_bytes, sha256, thumbnail_sha256,
                            watermark, created_at)
                        values (
                            :id, :job, :owner, :contentType, :width, :height, :sizeBytes, :sha256, :thumbnailSha256,
                            :watermark, :now)
                        on conflict (id) do nothing
                        """)
                .bind("id", image.id())
                .bind("job", image.jobId())
                .bind("owner", image.owner().value())
                .bind("contentType", image.contentType())
                .bind("width", image.width())
                .bind("height", image.height())
                .bind("sizeBytes", image.sizeBytes())
                .bind("sha256", image.sha256())
                .bind("thumbnailSha256", image.thumbnailSha256())
                .bind("watermark", image.watermark())
                .bind("now", clock.instant())
                .fetch()
                .rowsUpdated()
                .flatMap(inserted -> inserted > 0 ? objects.keepObjects(image.files()) : Mono.empty());
    }
}
