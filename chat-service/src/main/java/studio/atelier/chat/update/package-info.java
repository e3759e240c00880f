/** Updates from Telegram: taken in at once, kept, and handled once each, in order per chat. */
@NullMarked
package studio.atelier.chat.update;

import org.jspecify.annotations.NullMarked;
