package studio.atelier.generation.upload;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Which photos we take, and for how long.
 *
 * @param maxSize of the file as sent
 * @param maxPixels width times height
 * @param minSide the shorter side must have at least this many pixels
 * @param maxUnused photos a user may have that no job has used yet
 * @param maxStoredPerUser what all photos of a user that are still stored may take, used ones included
 * @param maxInWorkPerUser uploads of one user that are received and processed at once, in each instance
 * @param maxInWork the bodies of all uploads in work together, in each instance; beyond it new ones are refused
 * @param maxProcessing uploads received and not yet stored, in each instance; beyond it new ones are refused
 * @param keepUnused how long an unused photo stays
 * @param keepReserved how long a job may keep a photo without ever saying that it ended
 * @param idleLimit the longest pause between two pieces of a file
 * @param receiveLimit the longest time a whole file may take
 * @param jpegQuality of the photo as we write it anew, 0 to 1
 */
@Validated
@ConfigurationProperties("atelier.upload")
record UploadProperties(
        @DefaultValue("5MB") DataSize maxSize,
        @DefaultValue("40000000") @Positive long maxPixels,
        @DefaultValue("64") @Positive int minSide,
        @DefaultValue("50") @Positive int maxUnused,
        @DefaultValue("512MB") DataSize maxStoredPerUser,
        @DefaultValue("3") @Positive int maxInWorkPerUser,
        @DefaultValue("128MB") DataSize maxInWork,
        @DefaultValue("12") @Positive int maxProcessing,
        @DefaultValue("24h") Duration keepUnused,
        @DefaultValue("72h") Duration keepReserved,
        @DefaultValue("10s") Duration idleLimit,
        @DefaultValue("60s") Duration receiveLimit,

        @DefaultValue("0.95") @DecimalMin("0.5") @DecimalMax("1.0")
        float jpegQuality) {}
