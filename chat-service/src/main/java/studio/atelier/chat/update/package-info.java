/** Updates from Telegram: received and stored at once, and handled once each, in order per chat. */
@NullMarked
package studio.atelier.chat.update;

import org.jspecify.annotations.NullMarked;
