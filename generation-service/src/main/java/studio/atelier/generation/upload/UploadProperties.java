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
 * Which photos are accepted, and how long they are kept.
 *
 * @param maxSize of the file as sent
 * @param maxPixels width times height
 * @param minSide the shorter side must have at least this many pixels
 * @param maxUnused photos a user may have that no job has used yet
 * @param maxStoredPerUser bytes of all photos of a user that are still stored, used ones included
 * @param maxInWorkPerUser uploads of one user that are received and processed at once, in each instance
 * @param maxAtOnce uploads of all users that are received and processed at once, in each instance
 * @param maxInWork bytes received of all uploads in work together, in each instance; beyond it new ones are refused
 * @param maxProcessing uploads received and not yet stored, in each instance; beyond it new ones are refused
 * @param keepUnused how long an unused photo is kept
 * @param keepUsed how long a photo is kept after the last job that used it has ended
 * @param keepReserved how long a job may keep a photo without reporting its end
 * @param idleLimit the longest pause between two pieces of a file, while we can take more
 * @param leastProgress how many bytes must arrive in each idleLimit spent waiting for the sender
 * @param receiveLimit the longest time a whole file may take
 * @param jpegQuality of the encoded photo, 0 to 1
 */
@Validated
@ConfigurationProperties("atelier.upload")
public record UploadProperties(
        @DefaultValue("5MB") DataSize maxSize,
        @DefaultValue("40000000") @Positive long maxPixels,
        @DefaultValue("64") @Positive int minSide,
        @DefaultValue("50") @Positive int maxUnused,
        @DefaultValue("2GB") DataSize maxStoredPerUser,
        @DefaultValue("3") @Positive int maxInWorkPerUser,
        @DefaultValue("64") @Positive int maxAtOnce,
        @DefaultValue("128MB") DataSize maxInWork,
        @DefaultValue("12") @Positive int maxProcessing,
        @DefaultValue("24h") Duration keepUnused,
        @DefaultValue("7d") Duration keepUsed,
        @DefaultValue("72h") Duration keepReserved,
        @DefaultValue("10s") Duration idleLimit,
        @DefaultValue("64KB") DataSize leastProgress,
        @DefaultValue("60s") Duration receiveLimit,

        @DefaultValue("0.95") @DecimalMin("0.5") @DecimalMax("1.0")
        float jpegQuality) {

    /** Checks the bounds that depend on each other. */
    public UploadProperties {
        requireBound(maxSize.toBytes() > 0, "max-size must be positive");
        requireBound(maxStoredPerUser.compareTo(maxSize) >= 0, "max-stored-per-user must be at least max-size");
        requireBound(maxInWork.toBytes() >= 2 * maxSize.toBytes(), "max-in-work must be at least twice max-size");
        requireBound(maxAtOnce >= maxInWorkPerUser, "max-at-once must be at least max-in-work-per-user");
        requireBound(
                !leastProgress.isNegative() && leastProgress.compareTo(maxSize) <= 0,
                "least-progress must be between 0 and max-size");
        requireBound(keepUnused.isPositive(), "keep-unused must be positive");
        requireBound(keepUsed.isPositive(), "keep-used must be positive");
        requireBound(keepReserved.isPositive(), "keep-reserved must be positive");
        requireBound(idleLimit.isPositive(), "idle-limit must be positive");
        requireBound(receiveLimit.compareTo(idleLimit) >= 0, "receive-limit must be at least idle-limit");
    }

    private static void requireBound(boolean met, String sentence) {
        if (!met) {
            throw new IllegalArgumentException("atelier.upload." + sentence);
        }
    }
}
