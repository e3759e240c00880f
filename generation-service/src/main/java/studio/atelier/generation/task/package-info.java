/** Tasks of admitted jobs: queues, fairness, leases. */
@NullMarked
package studio.atelier.generation.task;

import org.jspecify.annotations.NullMarked;
