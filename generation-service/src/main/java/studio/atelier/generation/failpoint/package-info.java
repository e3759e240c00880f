/** Places where a test can kill the process. */
@NullMarked
package studio.atelier.generation.failpoint;

import org.jspecify.annotations.NullMarked;
