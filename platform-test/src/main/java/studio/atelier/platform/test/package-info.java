/**
 * What the tests of all services share: {@link studio.atelier.platform.test.AtelierInfrastructure} gives them
 * PostgreSQL, Kafka and Redis, {@link studio.atelier.platform.test.AtelierArchitecture} holds the rules their code
 * keeps.
 */
@NullMarked
package studio.atelier.platform.test;

import org.jspecify.annotations.NullMarked;
