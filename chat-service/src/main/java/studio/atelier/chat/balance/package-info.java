/** Balances of users, as last published by billing. For display only: nothing is decided by them. */
@NullMarked
package studio.atelier.chat.balance;

import org.jspecify.annotations.NullMarked;
