/** Messages to users: stored until Telegram has accepted them, in order per chat. */
@NullMarked
package studio.atelier.chat.delivery;

import org.jspecify.annotations.NullMarked;
