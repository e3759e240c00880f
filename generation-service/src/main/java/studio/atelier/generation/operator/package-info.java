/** Operator endpoints and metrics for jobs and queues. */
@NullMarked
package studio.atelier.generation.operator;

import org.jspecify.annotations.NullMarked;
