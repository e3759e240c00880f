/** Places where a test may kill the process. */
@NullMarked
package studio.atelier.generation.failpoint;

import org.jspecify.annotations.NullMarked;
