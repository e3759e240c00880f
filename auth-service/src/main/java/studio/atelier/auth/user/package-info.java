/** Users: their Telegram profile, language and roles. */
@NullMarked
package studio.atelier.auth.user;

import org.jspecify.annotations.NullMarked;
