/** The stand-in for Telegram: test users, signed initData, the Bot API, chats and the webhook. */
@NullMarked
package studio.atelier.sandbox.telegram;

import org.jspecify.annotations.NullMarked;
