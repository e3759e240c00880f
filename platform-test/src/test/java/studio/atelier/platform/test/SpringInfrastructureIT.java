package studio.atelier.platform.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

@AtelierInfrastructure
@SpringJUnitConfig(SpringInfrastructureIT.Empty.class)
class SpringInfrastructureIT {

    @Autowired
    private Environment environment;

    @Autowired
    private TestSpace space;

    @Test
    void theContextHasTheSettingsOfAService() throws SQLException {
        String url = "jdbc:postgresql://%s:%s/%s"
                .formatted(
                        environment.getRequiredProperty("atelier.postgres.host"),
                        environment.getRequiredProperty("atelier.postgres.port"),
                        environment.getRequiredProperty("atelier.database.name"));
        try (Connection connection = DriverManager.getConnection(
                url,
                environment.getRequiredProperty("atelier.database.username"),
                environment.getRequiredProperty("atelier.database.password"))) {
            assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(18);
        }
        assertThat(environment.getRequiredProperty("atelier.kafka.bootstrap-servers"))
                .isEqualTo(space.servers().kafkaBootstrapServers());
        assertThat(environment.getRequiredProperty("atelier.kafka.topic-prefix"))
                .isEqualTo(space.topicPrefix());
        assertThat(environment.getRequiredProperty("atelier.kafka.group-prefix"))
                .isEqualTo(space.groupPrefix());
        assertThat(environment.getRequiredProperty("atelier.redis.url")).startsWith("redis://");
        assertThat(environment.getRequiredProperty("atelier.redis.prefix")).isEqualTo(space.redisPrefix());
    }

    @Configuration
    static class Empty {}
}
