/** How rows are read, for every feature that has a table. */
@NullMarked
package studio.atelier.chat.database;

import org.jspecify.annotations.NullMarked;
