/**
 * Support for the tests of all services: {@link studio.atelier.platform.test.AtelierInfrastructure} provides
 * PostgreSQL, Kafka and Redis, {@link studio.atelier.platform.test.AtelierArchitecture} holds the architecture rules.
 */
@NullMarked
package studio.atelier.platform.test;

import org.jspecify.annotations.NullMarked;
