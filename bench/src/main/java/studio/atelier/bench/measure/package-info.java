/** Tools for measuring: percentiles, arrivals at a fixed rate, plain SQL, memory. */
@NullMarked
package studio.atelier.bench.measure;

import org.jspecify.annotations.NullMarked;
