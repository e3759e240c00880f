/** Photos that people send to the bot: noted, and handed to the Mini App, which makes a try-on of them. */
@NullMarked
package studio.atelier.chat.photo;

import org.jspecify.annotations.NullMarked;
