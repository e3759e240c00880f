/** Workers: claim a task, have the image made, end the job. */
@NullMarked
package studio.atelier.generation.work;

import org.jspecify.annotations.NullMarked;
