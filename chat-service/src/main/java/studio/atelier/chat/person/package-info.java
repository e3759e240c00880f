/** Who people are to the bot: their chat, their language, whether they can be reached. */
@NullMarked
package studio.atelier.chat.person;

import org.jspecify.annotations.NullMarked;
