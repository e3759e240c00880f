/** How rows are read, for every feature that has a table. */
@NullMarked
package studio.atelier.auth.database;

import org.jspecify.annotations.NullMarked;
