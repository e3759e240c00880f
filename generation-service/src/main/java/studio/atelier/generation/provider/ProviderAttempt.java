package studio.atelier.generation.provider;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One call that asked a provider for a picture.
 *
 * @param number 1 for the job's first
 * @param providerTaskId the provider's name for the work, once known
 * @param age since just before the call, by PostgreSQL's clock alone
 */
public record ProviderAttempt(
        UUID id,
        UUID jobId,
        int number,
        String provider,
        String model,
        ProviderAttemptState state,
        @Nullable String providerTaskId,
        Duration age) {

    /** How the call went. */
    public enum ProviderAttemptState {
        /** About to be made, or made and not yet answered. */
        CALLING,
        /** The provider works on it. */
        ACCEPTED,
        SUCCEEDED,
        /** The provider did not take it. */
        REJECTED,
        /** The provider took it and failed. */
        FAILED,
        /** Never answered, and nothing came of it in a typical duration. */
        UNKNOWN,
        /** The job ended before the provider did. */
        ABANDONED;

        /** Whether a picture may still come of it. */
        public boolean isOpen() {
            return this == CALLING || this == ACCEPTED;
        }
    }
}
