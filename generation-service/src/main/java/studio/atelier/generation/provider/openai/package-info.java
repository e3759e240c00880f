/** OpenAI's image API: generations and edits, answered with the image. */
@NullMarked
package studio.atelier.generation.provider.openai;

import org.jspecify.annotations.NullMarked;
