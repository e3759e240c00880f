/** The API of jobs: requests, and how jobs are shown. */
@NullMarked
package studio.atelier.generation.job.web;

import org.jspecify.annotations.NullMarked;
