/** Registration of our webhook with Telegram, and the scheduled check of it. */
@NullMarked
package studio.atelier.chat.webhook;

import org.jspecify.annotations.NullMarked;
