/** Login with Telegram's initData. */
@NullMarked
package studio.atelier.auth.login;

import org.jspecify.annotations.NullMarked;
