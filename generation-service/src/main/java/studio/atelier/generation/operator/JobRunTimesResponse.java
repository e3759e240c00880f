package studio.atelier.generation.operator;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the recently ended jobs ended, and how long they ran. Requests that were refused at once are not included.
 *
 * @param hours length of the period up to now
 * @param items the most jobs first
 */
@Schema(name = "RunTimes")
record JobRunTimesResponse(int hours, List<JobRunTimesOfModel> items) {

    /**
     * Jobs of one operation with one model.
     *
     * @param meanMillis from the first start to the stored image, of the completed jobs; null if there are none
     * @param p95Millis 95 % of the completed jobs took no longer; null if there are none
     */
    @Schema(name = "RunTimesOfModel")
    record JobRunTimesOfModel(
            String operation,
            String model,
            long completed,
            long failed,
            long cancelled,
            @Nullable Long meanMillis,
            @Nullable Long p95Millis) {}
}
