/** What the sandbox page and tests control of Telegram: chats, attachments, shares, signed initData. */
@NullMarked
package studio.atelier.sandbox.telegram.console;

import org.jspecify.annotations.NullMarked;
