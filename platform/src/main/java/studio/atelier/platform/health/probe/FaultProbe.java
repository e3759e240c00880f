package studio.atelier.platform.health.probe;

import org.jspecify.annotations.Nullable;

/** Detects one cause. Called once a second on the watch's own thread; never blocks, and allocates next to nothing. */
public interface FaultProbe {

    /** The cause that it detects. */
    FaultCause faultCause();

    /** The current fault, or null if there is none. */
    @Nullable
    DetectedFault findFault();
}
