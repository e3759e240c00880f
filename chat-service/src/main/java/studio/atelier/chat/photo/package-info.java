/** Photos that users send to the bot: recorded, and served to the Mini App, which starts a try-on with them. */
@NullMarked
package studio.atelier.chat.photo;

import org.jspecify.annotations.NullMarked;
