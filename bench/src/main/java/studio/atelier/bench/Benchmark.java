package studio.atelier.bench;

import studio.atelier.bench.report.Report;

/** One thing that is measured, with the stack it needs for that. */
public interface Benchmark {

    /** What it is called on the command line. */
    String name();

    /**
     * Measures. Starts what it needs and ends it again.
     *
     * @throws IllegalStateException if the system did not do what was to be measured
     */
    Report run(Stacks stacks, Effort effort);
}
