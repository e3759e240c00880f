/** The stand-in for OpenAI's images. */
@NullMarked
package studio.atelier.sandbox.openai;

import org.jspecify.annotations.NullMarked;
