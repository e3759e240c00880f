package studio.atelier.platform.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

@AtelierInfrastructure
class SpaceIT {

    @Test
    void theRoleIsLimitedAsInProduction(TestSpace space) throws SQLException {
        try (Connection connection = space.connect()) {
            assertThat(setting(connection, "statement_timeout")).isEqualTo("5s");
            assertThat(setting(connection, "lock_timeout")).isEqualTo("2s");
            assertThat(setting(connection, "idle_in_transaction_session_timeout"))
                    .isEqualTo("10s");
        }
    }

    @Test
    void spacesDoNotSeeEachOther(TestSpace space) {
        try (TestSpace other = TestSpace.create(space.servers())) {
            assertThat(other.database()).isNotEqualTo(space.database());
            assertThat(other.topicPrefix()).isNotEqualTo(space.topicPrefix());
            assertThat(other.redisPrefix()).isNotEqualTo(space.redisPrefix());
        }
    }

    @Test
    void aClosedSpaceLeavesNeitherDatabaseNorTopics(TestSpace space) throws Exception {
        Map<String, Object> kafka = Map.of("bootstrap.servers", space.servers().kafkaBootstrapServers());
        TestSpace closed = TestSpace.create(space.servers());
        try (Admin admin = Admin.create(kafka)) {
            NewTopic topic = new NewTopic(closed.topicPrefix() + "notes", 1, (short) 1);
            admin.createTopics(List.of(topic)).all().get();

            closed.close();

            Set<String> topics = admin.listTopics().names().get();
            assertThat(topics).noneMatch(name -> name.startsWith(closed.topicPrefix()));
        }
        assertThatThrownBy(closed::connect).isInstanceOf(SQLException.class);
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("show " + name)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
