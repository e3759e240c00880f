/** Tells people in the chat what became of their jobs. */
@NullMarked
package studio.atelier.chat.job;

import org.jspecify.annotations.NullMarked;
