package studio.atelier.contracts;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;

/** New ids. Everything but a user is named by a UUIDv7, so that rows sort by age and indexes grow at one end. */
public final class Ids {

    private Ids() {}

    /** A new UUIDv7 (RFC 9562), monotonic within this process. */
    public static UUID next() {
        return UuidCreator.getTimeOrderedEpochPlus1();
    }
}
