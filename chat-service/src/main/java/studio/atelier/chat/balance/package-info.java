/** What people can spend, as billing said last. It displays and decides nothing. */
@NullMarked
package studio.atelier.chat.balance;

import org.jspecify.annotations.NullMarked;
