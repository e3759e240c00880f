/** SHA-256 and HMAC-SHA256 without the checked exceptions of algorithms that every Java platform has. */
@NullMarked
package studio.atelier.platform.crypto;

import org.jspecify.annotations.NullMarked;
