package studio.atelier.bench;

import studio.atelier.bench.report.Report;

/** One benchmark, with the stack it needs. */
public interface Benchmark {

    /** The benchmark's name on the command line. */
    String name();

    /**
     * Runs the benchmark; starts the stack it needs and stops it again.
     *
     * @throws IllegalStateException if the system did not do the measured work
     */
    Report run(Stacks stacks, Effort effort);
}
