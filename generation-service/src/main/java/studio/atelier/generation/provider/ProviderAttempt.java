package studio.atelier.generation.provider;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One call that asked a provider for an image.
 *
 * @param number 1 for the job's first
 * @param providerTaskId the provider's task id, once known
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

    /** The state of the call. */
    public enum ProviderAttemptState {
        /** About to be made, or made and not yet answered. */
        CALLING,
        /** The provider works on it. */
        ACCEPTED,
        SUCCEEDED,
        /** The provider did not accept it. */
        REJECTED,
        /** The provider accepted it and failed. */
        FAILED,
        /** Never answered, and nothing came of it within a typical duration. */
        UNKNOWN;

        /** Whether the call may still yield an image. */
        public boolean isOpen() {
            return this == CALLING || this == ACCEPTED;
        }
    }
}
