package studio.atelier.contracts;

import com.github.f4b6a3.uuid.UuidCreator;
import com.github.f4b6a3.uuid.util.UuidUtil;
import java.time.Instant;
import java.util.UUID;

/** Generates ids. All ids except a user's are UUIDv7, so that rows sort by age and indexes grow at one end. */
public final class UuidV7Generator {

    private UuidV7Generator() {}

    /** A new UUIDv7 (RFC 9562), monotonic within this process. */
    public static UUID nextUuid() {
        return UuidCreator.getTimeOrderedEpochPlus1();
    }

    /** The lowest id that could have been generated at this time. */
    public static UUID lowestAt(Instant time) {
        return UuidCreator.getTimeOrderedEpochMin(time);
    }

    /** When the id was generated, in milliseconds, by the clock of the process that generated it. */
    public static Instant timeOf(UUID id) {
        return UuidUtil.getInstant(id);
    }
}
