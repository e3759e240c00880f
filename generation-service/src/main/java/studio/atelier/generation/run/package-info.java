/** A run of a job, step by step: call the provider, watch its task, store the image, end the job. */
@NullMarked
package studio.atelier.generation.run;

import org.jspecify.annotations.NullMarked;
