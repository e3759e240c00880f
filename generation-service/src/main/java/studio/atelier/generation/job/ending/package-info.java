/** Ends and removes jobs: cancelled or deleted by their user, overdue, or erased with the account. */
@NullMarked
package studio.atelier.generation.job.ending;

import org.jspecify.annotations.NullMarked;
