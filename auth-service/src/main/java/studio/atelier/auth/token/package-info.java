/** Access tokens: their claims and how they are signed. */
@NullMarked
package studio.atelier.auth.token;

import org.jspecify.annotations.NullMarked;
