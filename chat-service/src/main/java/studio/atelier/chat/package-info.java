/** Conversations and the Telegram bot; owns messages. */
@NullMarked
package studio.atelier.chat;

import org.jspecify.annotations.NullMarked;
