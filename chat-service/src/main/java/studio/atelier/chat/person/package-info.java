/** Users of the bot: their chat, their language, whether they are reachable. */
@NullMarked
package studio.atelier.chat.person;

import org.jspecify.annotations.NullMarked;
