/** Benchmarks of jobs: latency, throughput and cost beside the same work in Python, and the idle stack. */
@NullMarked
package studio.atelier.bench.job;

import org.jspecify.annotations.NullMarked;
