/** The steps of a job as its owner is told them. */
@NullMarked
package studio.atelier.contracts.job;

import org.jspecify.annotations.NullMarked;
