/** Reads what a Mini App got from Telegram, and proves that Telegram wrote it, lately and for our bot. */
@NullMarked
package studio.atelier.auth.initdata;

import org.jspecify.annotations.NullMarked;
