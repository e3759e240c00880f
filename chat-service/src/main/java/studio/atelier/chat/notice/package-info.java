/** What operators are told: kept, shown to them, and sent to those who have started the bot. */
@NullMarked
package studio.atelier.chat.notice;

import org.jspecify.annotations.NullMarked;
