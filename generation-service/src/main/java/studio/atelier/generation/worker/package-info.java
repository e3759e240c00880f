/** Workers: claim tasks by lease, run them, report their progress. */
@NullMarked
package studio.atelier.generation.worker;

import org.jspecify.annotations.NullMarked;
