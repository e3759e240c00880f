/** A job: its row, its states and the changes between them, and what each change tells others. */
@NullMarked
package studio.atelier.generation.job;

import org.jspecify.annotations.NullMarked;
