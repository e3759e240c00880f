/** How fast billing moves units, beside PostgreSQL doing the same without us. */
@NullMarked
package studio.atelier.bench.ledger;

import org.jspecify.annotations.NullMarked;
