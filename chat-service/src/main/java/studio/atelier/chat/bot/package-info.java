/** What the bot answers. */
@NullMarked
package studio.atelier.chat.bot;

import org.jspecify.annotations.NullMarked;
