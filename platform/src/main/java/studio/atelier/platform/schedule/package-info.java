/** Tasks that run on a schedule, once across all instances. */
@NullMarked
package studio.atelier.platform.schedule;

import org.jspecify.annotations.NullMarked;
