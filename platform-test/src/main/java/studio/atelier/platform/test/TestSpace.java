package studio.atelier.platform.test;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;

/**
 * The share of the servers that belongs to one Spring context, or to one test class without Spring: a database with an
 * owner role limited as in production, and prefixes for its topics, consumer groups and Redis keys.
 */
public final class TestSpace implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TestSpace.class.getName());
    private static final Duration KAFKA_LIMIT = Duration.ofSeconds(10);

    private final ServerAddresses servers;
    private final String name;

    private TestSpace(ServerAddresses servers, String name) {
        this.servers = servers;
        this.name = name;
    }

    /** Creates the database and its role. */
    static TestSpace create(ServerAddresses servers) {
        String random = UUID.randomUUID().toString().substring(0, 8);
        TestSpace space = new TestSpace(servers, "test_" + random);
        space.administer(
                "create role %s login password '%s'".formatted(space.name, space.databasePassword()),
                "alter role %s set statement_timeout = '5s'".formatted(space.name),
                "alter role %s set lock_timeout = '2s'".formatted(space.name),
                "alter role %s set idle_in_transaction_session_timeout = '10s'".formatted(space.name),
                "create database %s owner %s".formatted(space.name, space.name));
        return space;
    }

    public ServerAddresses servers() {
        return servers;
    }

    /** The name of the database and of its owner role. */
    public String database() {
        return name;
    }

    public String databasePassword() {
        return name;
    }

    /** The prefix of each topic's name. */
    public String topicPrefix() {
        return name + ".";
    }

    /** The prefix of each consumer group's name. */
    public String groupPrefix() {
        return name + ".";
    }

    /** The prefix of each Redis key and channel. */
    public String redisPrefix() {
        return name + ":";
    }

    /** Opens a JDBC connection as the owner role. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(servers.jdbcUrl(name), name, databasePassword());
    }

    /** The space as settings of a service. */
    public Map<String, Object> properties() {
        return Map.ofEntries(
                Map.entry("atelier.postgres.host", servers.postgresHost()),
                Map.entry("atelier.postgres.port", servers.postgresPort()),
                Map.entry("atelier.database.name", name),
                Map.entry("atelier.database.username", name),
                Map.entry("atelier.database.password", databasePassword()),
                Map.entry("atelier.kafka.bootstrap-servers", servers.kafkaBootstrapServers()),
                Map.entry("atelier.kafka.topic-prefix", topicPrefix()),
                Map.entry("atelier.kafka.group-prefix", groupPrefix()),
                Map.entry("atelier.redis.url", servers.redisUrl()),
                Map.entry("atelier.redis.prefix", redisPrefix()));
    }

    /** Drops the database, its role and the topics. Redis keys are lost with the server at the end of the build. */
    @Override
    public void close() {
        administer("drop database if exists %s with (force)".formatted(name), "drop role if exists %s".formatted(name));
        deleteTopics();
    }

    private void administer(String... statements) {
        try (Connection connection = DriverManager.getConnection(
                        servers.jdbcUrl("postgres"), "postgres", servers.postgresPassword());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The test's PostgreSQL refused: " + e.getMessage(), e);
        }
    }

    /** Errors are only logged: leftover topics cost the broker memory but fail no test. */
    private void deleteTopics() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.kafkaBootstrapServers()))) {
            List<String> own = admin.listTopics().names().get(KAFKA_LIMIT.toSeconds(), TimeUnit.SECONDS).stream()
                    .filter(topic -> topic.startsWith(topicPrefix()))
                    .toList();
            admin.deleteTopics(own).all().get(KAFKA_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.WARNING, "The topics of " + name + " stay until the end of the build", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
