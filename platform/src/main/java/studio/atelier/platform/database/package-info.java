/** Transactions that cannot be cancelled, and the PostgreSQL connections of a service. */
@NullMarked
package studio.atelier.platform.database;

import org.jspecify.annotations.NullMarked;
