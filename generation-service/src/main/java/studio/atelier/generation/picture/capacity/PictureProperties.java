package studio.atelier.generation.picture.capacity;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The limits of decoding.
 *
 * @param memory for all pictures that are being decoded; two fifths of the heap if not set
 * @param maxWait how long a picture waits for its turn before the request is answered with 503; at once, if its turn is
 *     not expected by then
 * @param maxWaiting how many pictures may wait for their turn; beyond it, the last one of the user with most waiting is
 *     refused
 * @param maxWork the processor time that one picture may take
 */
@Validated
@ConfigurationProperties("atelier.picture")
public record PictureProperties(
        @Nullable DataSize memory,
        @DefaultValue("15s") Duration maxWait,
        @DefaultValue("64") @Positive int maxWaiting,
        @DefaultValue("10s") Duration maxWork) {

    long memoryBytes() {
        return memory == null ? Runtime.getRuntime().maxMemory() / 5 * 2 : memory.toBytes();
    }
}
