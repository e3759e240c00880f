/** Replicate's predictions: file upload, create, webhook, poll. */
@NullMarked
package studio.atelier.generation.provider.replicate;

import org.jspecify.annotations.NullMarked;
