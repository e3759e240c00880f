/** A minimal client of Telegram's Bot API. */
@NullMarked
package studio.atelier.chat.telegram;

import org.jspecify.annotations.NullMarked;
