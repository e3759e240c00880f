package studio.atelier.generation.job.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a user's jobs.
 *
 * @param nextCursor cursor of the next, older page; null on the last one
 */
@Schema(name = "JobPage")
record JobPageResponse(List<JobResponse> items, @Nullable String nextCursor) {

    /** Copies the items. */
    JobPageResponse {
        items = List.copyOf(items);
    }
}
