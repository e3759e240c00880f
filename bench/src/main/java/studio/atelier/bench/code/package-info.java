/** Counts names and sizes in the sources. */
@NullMarked
package studio.atelier.bench.code;

import org.jspecify.annotations.NullMarked;
