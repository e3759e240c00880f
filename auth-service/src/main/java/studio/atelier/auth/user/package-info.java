/** Who people are: what Telegram says of them, their language, their roles. */
@NullMarked
package studio.atelier.auth.user;

import org.jspecify.annotations.NullMarked;
