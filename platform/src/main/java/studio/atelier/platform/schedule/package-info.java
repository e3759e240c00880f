/** Scheduled tasks, each run by one instance at a time. */
@NullMarked
package studio.atelier.platform.schedule;

import org.jspecify.annotations.NullMarked;
