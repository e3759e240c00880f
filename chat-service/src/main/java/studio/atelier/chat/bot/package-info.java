/** The bot's replies. */
@NullMarked
package studio.atelier.chat.bot;

import org.jspecify.annotations.NullMarked;
