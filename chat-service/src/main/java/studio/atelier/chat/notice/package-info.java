/** Operator notices: stored, listed, and sent to operators who have started the bot. */
@NullMarked
package studio.atelier.chat.notice;

import org.jspecify.annotations.NullMarked;
