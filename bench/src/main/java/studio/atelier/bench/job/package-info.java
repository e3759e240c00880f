/** How soon a job is admitted and started, and how many get done in a second. */
@NullMarked
package studio.atelier.bench.job;

import org.jspecify.annotations.NullMarked;
