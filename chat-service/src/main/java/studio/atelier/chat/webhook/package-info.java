/** Telegram's way to us: the address it sends updates to, and our check that it knows it. */
@NullMarked
package studio.atelier.chat.webhook;

import org.jspecify.annotations.NullMarked;
