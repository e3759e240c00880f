/** Work that waits in a table and is done piece by piece by every instance. */
@NullMarked
package studio.atelier.chat.work;

import org.jspecify.annotations.NullMarked;
