/** Small helps for SQL. */
@NullMarked
package studio.atelier.generation.database;

import org.jspecify.annotations.NullMarked;
