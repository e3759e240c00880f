/** Drives a whole stack of Atelier from outside, as users, operators and faults do; benchmarks use it too. */
@NullMarked
package studio.atelier.e2e;

import org.jspecify.annotations.NullMarked;
