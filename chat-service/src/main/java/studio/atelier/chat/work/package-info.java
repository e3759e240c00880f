/** Work that waits in a table and is processed item by item by every instance. */
@NullMarked
package studio.atelier.chat.work;

import org.jspecify.annotations.NullMarked;
