/** Benchmarks of billing's ledger, with PostgreSQL alone as the reference. */
@NullMarked
package studio.atelier.bench.ledger;

import org.jspecify.annotations.NullMarked;
