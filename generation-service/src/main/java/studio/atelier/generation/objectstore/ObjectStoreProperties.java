package studio.atelier.generation.objectstore;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where files are stored.
 *
 * @param directory holds uploads and images; shared by all instances of this service
 * @param claimWithin how long a written file may wait for the row that refers to it before it is removed; longer than
 *     any job runs
 * @param temporaryFor how long a temporary file may exist before it counts as left behind
 */
@Validated
@ConfigurationProperties("atelier.object-store")
record ObjectStoreProperties(
        @NotNull Path directory,
        @DefaultValue("24h") Duration claimWithin,
        @DefaultValue("24h") Duration temporaryFor) {}
