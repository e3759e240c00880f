package studio.atelier.generation.job;

import static studio.atelier.platform.database.Columns.optional;
import static studio.atelier.platform.database.Columns.required;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.PriceUnit;
import studio.atelier.contracts.billing.Source;
import studio.atelier.contracts.job.JobStatus;
import tools.jackson.databind.json.JsonMapper;

/** What a row of the table {@code generations} says of its job. */
@Component
class JobMapping {

    private final JsonMapper json;

    JobMapping(JsonMapper json) {
        this.json = json;
    }

    Job read(Readable row) {
        return new Job(
                required(row, "id", UUID.class),
                new UserId(required(row, "user_id", UUID.class)),
                required(row, "operation", String.class),
                JobStatus.valueOf(required(row, "status", String.class)),
                required(row, "version", Long.class),
                required(row, "cancel_requested", Boolean.class),
                optional(row, "error_code", String.class),
                work(row),
                payment(row),
                times(row),
                required(row, "refused", Boolean.class));
    }

    private static Job.Work work(Readable row) {
        Long expected = optional(row, "expected_millis", Long.class);
        return new Job.Work(
                required(row, "parameters", String.class),
                required(row, "model", String.class),
                required(row, "prompt", String.class),
                required(row, "prompt_version", String.class),
                List.of(required(row, "inputs", UUID[].class)),
                required(row, "route", Short.class),
                optional(row, "provider", String.class),
                optional(row, "provider_model", String.class),
                expected == null ? null : Duration.ofMillis(expected));
    }

    private Job.Payment payment(Readable row) {
        String expectedSource = optional(row, "expected_source", String.class);
        String source = optional(row, "source", String.class);
        String decline = optional(row, "decline", String.class);
        return new Job.Payment(
                required(row, "price", Long.class),
                PriceUnit.valueOf(required(row, "unit", String.class)),
                Funding.valueOf(required(row, "funding", String.class)),
                expectedSource == null ? null : Source.valueOf(expectedSource),
                source == null ? null : Source.valueOf(source),
                required(row, "watermark", Boolean.class),
                required(row, "hold_id", UUID.class),
                HoldState.valueOf(required(row, "hold_state", String.class)),
                required(row, "hold_expires_at", Instant.class),
                required(row, "hold_asks", Integer.class),
                optional(row, "release_reason", String.class),
                decline == null ? null : json.readValue(decline, Decline.class));
    }

    private static Job.Times times(Readable row) {
        return new Job.Times(
                required(row, "created_at", Instant.class),
                optional(row, "queued_at", Instant.class),
                optional(row, "started_at", Instant.class),
                optional(row, "deadline_at", Instant.class),
                optional(row, "finished_at", Instant.class),
                optional(row, "deleted_at", Instant.class));
    }
}
