/** Admitted work waiting for a worker: queues, fairness, leases. */
@NullMarked
package studio.atelier.generation.task;

import org.jspecify.annotations.NullMarked;
