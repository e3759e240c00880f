package studio.atelier.platform.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

@AtelierInfrastructure(own = true)
@SpringJUnitConfig(OwnServersIT.Empty.class)
class OwnServersIT {

    @Autowired
    private OwnServers servers;

    @Autowired
    private TestSpace space;

    @Autowired
    private Environment environment;

    @Test
    void theContextIsGivenTheOwnServers() {
        assertThat(environment.getRequiredProperty("atelier.postgres.port", Integer.class))
                .isEqualTo(servers.postgres().port());
        assertThat(environment.getRequiredProperty("atelier.kafka.bootstrap-servers"))
                .isEqualTo(servers.kafka().bootstrapServers());
    }

    @Test
    void aKilledServerComesBackOnItsPort() throws SQLException {
        servers.postgres().kill();
        assertThat(servers.postgres().isRunning()).isFalse();
        servers.postgres().start();
        try (Connection connection = space.connect()) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    @Configuration
    static class Empty {}
}
