package studio.atelier.platform.health;

import org.jspecify.annotations.Nullable;

/** Looks for one cause. Asked once a second on the watch's own thread; never blocks, and allocates next to nothing. */
interface FaultProbe {

    /** What it looks for. */
    FaultCause faultCause();

    /** What is wrong now, or null if nothing is. */
    @Nullable
    DetectedFault findFault();
}
