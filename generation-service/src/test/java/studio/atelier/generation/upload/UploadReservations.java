package studio.atelier.generation.upload;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reserves and releases uploads as the admission and the end of a job do, in the caller's transaction. */
@Component
public class UploadReservations {

    private final DatabaseClient database;
    private final UploadProperties properties;
    private final Clock clock;

    UploadReservations(DatabaseClient database, UploadProperties properties, Clock clock) {
        this.database = database;
        this.properties = properties;
        this.clock = clock;
    }

    /** Emits how many of the uploads exist. */
    public Mono<Long> reserveFor(UUID jobId, List<UUID> uploadIds) {
        return database.sql("""
                        with usable as materialized (
                            select id from upload where id = any(:ids) order by id for key share
                        )
                        insert into upload_reservation (upload_id, job_id, ends_at)
                        select id, :job, :endsAt from usable
                        on conflict do nothing
                        """)
                .bind("ids", uploadIds.toArray(UUID[]::new))
                .bind("job", jobId)
                .bind("endsAt", clock.instant().plus(properties.keepReserved()))
                .fetch()
                .rowsUpdated();
    }

    public Mono<Void> releaseFor(UUID jobId) {
        return database.sql("update upload_reservation set ends_at = least(ends_at, :now) where job_id = :job")
                .bind("now", clock.instant())
                .bind("job", jobId)
                .then();
    }
}
