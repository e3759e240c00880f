/** Parses initData of a Mini App and verifies that Telegram signed it recently and for our bot. */
@NullMarked
package studio.atelier.auth.initdata;

import org.jspecify.annotations.NullMarked;
