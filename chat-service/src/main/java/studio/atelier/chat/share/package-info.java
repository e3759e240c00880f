/** Images that users share to their chats, as messages that the bot prepares. */
@NullMarked
package studio.atelier.chat.share;

import org.jspecify.annotations.NullMarked;
