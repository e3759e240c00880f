/** Transactions that nobody cancels, and how a service meets its PostgreSQL. */
@NullMarked
package studio.atelier.platform.database;

import org.jspecify.annotations.NullMarked;
