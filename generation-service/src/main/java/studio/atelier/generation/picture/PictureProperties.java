package studio.atelier.generation.picture;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much decoding goes on at once.
 *
 * @param memory what all pictures being decoded may take together; two fifths of the heap if not set
 * @param maxWait how long a picture waits for its share before the request is answered with 503; at once, if it will
 *     hardly be its turn by then
 * @param maxWaiting how many pictures may wait for their share; of more, the last of whoever has most waiting goes
 * @param maxWork the processor time that one picture may take
 */
@Validated
@ConfigurationProperties("atelier.picture")
record PictureProperties(
        @Nullable DataSize memory,
        @DefaultValue("15s") Duration maxWait,
        @DefaultValue("64") @Positive int maxWaiting,
        @DefaultValue("10s") Duration maxWork) {

    long memoryBytes() {
        return memory == null ? Runtime.getRuntime().maxMemory() / 5 * 2 : memory.toBytes();
    }
}
