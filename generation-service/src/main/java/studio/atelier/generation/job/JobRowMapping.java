package studio.atelier.generation.job;

import static studio.atelier.platform.database.DatabaseColumns.readOptional;
import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.job.JobStatus;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Maps rows of the table {@code job} to jobs. */
@Component
class JobRowMapping {

    private static final TypeReference<Map<String, Object>> PARAMETERS = new TypeReference<>() {};

    private final JsonMapper json;

    JobRowMapping(JsonMapper json) {
        this.json = json;
    }

    Job toJob(Readable row) {
        return new Job(
                readRequired(row, "id", UUID.class),
                new UserId(readRequired(row, "user_id", UUID.class)),
                readRequired(row, "operation", String.class),
                JobStatus.valueOf(readRequired(row, "status", String.class)),
                readRequired(row, "version", Long.class),
                readRequired(row, "cancel_requested", Boolean.class),
                readOptional(row, "error_code", String.class),
                toProviderWork(row),
                toPayment(row),
                toTimestamps(row),
                readOptional(row, "batch_id", UUID.class),
                readRequired(row, "refused", Boolean.class));
    }

    private Job.JobProviderWork toProviderWork(Readable row) {
        Long expected = readOptional(row, "expected_millis", Long.class);
        Short reported = readOptional(row, "reported_percent", Short.class);
        return new Job.JobProviderWork(
                readRequired(row, "parameters", String.class),
                readRequired(row, "model", String.class),
                readRequired(row, "prompt", String.class),
                readRequired(row, "prompt_version", String.class),
                List.of(readRequired(row, "inputs", UUID[].class)),
                json.readValue(readRequired(row, "image_parameters", String.class), PARAMETERS),
                readRequired(row, "route", Short.class),
                readOptional(row, "provider", String.class),
                readOptional(row, "provider_model", String.class),
                expected == null ? null : Duration.ofMillis(expected),
                reported == null ? null : reported.intValue());
    }

    private Job.JobPayment toPayment(Readable row) {
        String expectedSource = readOptional(row, "expected_source", String.class);
        String source = readOptional(row, "source", String.class);
        String decline = readOptional(row, "decline", String.class);
        return new Job.JobPayment(
                readRequired(row, "price", Long.class),
                PriceUnit.valueOf(readRequired(row, "unit", String.class)),
                Funding.valueOf(readRequired(row, "funding", String.class)),
                expectedSource == null ? null : Source.valueOf(expectedSource),
                source == null ? null : Source.valueOf(source),
                readRequired(row, "watermark", Boolean.class),
                readRequired(row, "hold_id", UUID.class),
                JobHoldState.valueOf(readRequired(row, "hold_state", String.class)),
                readRequired(row, "hold_expires_at", Instant.class),
                readRequired(row, "hold_asks", Integer.class),
                readOptional(row, "release_reason", String.class),
                decline == null ? null : json.readValue(decline, JobPaymentDecline.class));
    }

    private static Job.JobTimestamps toTimestamps(Readable row) {
        return new Job.JobTimestamps(
                readRequired(row, "created_at", Instant.class),
                readOptional(row, "queued_at", Instant.class),
                readOptional(row, "started_at", Instant.class),
                readOptional(row, "deadline_at", Instant.class),
                readOptional(row, "finished_at", Instant.class),
                readOptional(row, "deleted_at", Instant.class));
    }
}
