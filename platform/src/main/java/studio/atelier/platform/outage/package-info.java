/** Distinguishes unavailable dependencies from our own errors. */
@NullMarked
package studio.atelier.platform.outage;

import org.jspecify.annotations.NullMarked;
