/**
 * Tools for measuring: percentiles, medians of rounds, arrivals at a fixed rate, plain SQL, statements, processor time,
 * memory.
 */
@NullMarked
package studio.atelier.bench.measure;

import org.jspecify.annotations.NullMarked;
