/** Messages to people: kept until Telegram has taken them, in order per chat. */
@NullMarked
package studio.atelier.chat.delivery;

import org.jspecify.annotations.NullMarked;
