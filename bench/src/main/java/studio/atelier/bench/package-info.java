/** Measures Atelier from outside, each figure beside a reference that shows what the machine can do. */
@NullMarked
package studio.atelier.bench;

import org.jspecify.annotations.NullMarked;
