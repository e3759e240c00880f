/** The checks of a process: memory, threads, connections, disk and clock. */
@NullMarked
package studio.atelier.platform.health.probe;

import org.jspecify.annotations.NullMarked;
