/** The saga with billing: what a hold's outcome does to its job, and commands that are repeated until answered. */
@NullMarked
package studio.atelier.generation.job.payment;

import org.jspecify.annotations.NullMarked;
