/** Background work of a process: loops that repeat a step, and the order in which everything stops. */
@NullMarked
package studio.atelier.platform.work;

import org.jspecify.annotations.NullMarked;
