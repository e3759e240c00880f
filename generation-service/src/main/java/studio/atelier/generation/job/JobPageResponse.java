package studio.atelier.generation.job;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of a user's jobs.
 *
 * @param nextCursor for the ones before them, or null at the end
 */
@Schema(name = "JobPage")
record JobPageResponse(List<JobResponse> items, @Nullable String nextCursor) {

    /** Copies the items. */
    JobPageResponse {
        items = List.copyOf(items);
    }
}
