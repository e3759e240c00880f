/** Benchmarks of the latency of admission and start, and of the throughput of jobs. */
@NullMarked
package studio.atelier.bench.job;

import org.jspecify.annotations.NullMarked;
