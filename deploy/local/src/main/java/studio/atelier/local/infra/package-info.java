/**
 * PostgreSQL, Kafka and Redis as real processes of this machine, on given ports and with their data kept between
 * starts.
 */
@NullMarked
package studio.atelier.local.infra;

import org.jspecify.annotations.NullMarked;
