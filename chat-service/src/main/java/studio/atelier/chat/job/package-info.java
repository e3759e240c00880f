/** Notifies users in the chat of the outcome of their jobs. */
@NullMarked
package studio.atelier.chat.job;

import org.jspecify.annotations.NullMarked;
