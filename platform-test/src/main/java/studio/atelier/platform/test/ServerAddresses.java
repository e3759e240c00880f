package studio.atelier.platform.test;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The addresses of a test's servers.
 *
 * @param postgresPassword password of the superuser {@code postgres}
 * @param redisUrl such as {@code redis://127.0.0.1:16379}
 */
public record ServerAddresses(
        String postgresHost, int postgresPort, String postgresPassword, String kafkaBootstrapServers, String redisUrl) {

    static ServerAddresses read(Path file) {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
        return new ServerAddresses(
                properties.getProperty("postgres.host"),
                Integer.parseInt(properties.getProperty("postgres.port")),
                properties.getProperty("postgres.password"),
                properties.getProperty("kafka.bootstrap-servers"),
                properties.getProperty("redis.url"));
    }

    void write(Path file) {
        Properties properties = new Properties();
        properties.setProperty("postgres.host", postgresHost);
        properties.setProperty("postgres.port", Integer.toString(postgresPort));
        properties.setProperty("postgres.password", postgresPassword);
        properties.setProperty("kafka.bootstrap-servers", kafkaBootstrapServers);
        properties.setProperty("redis.url", redisUrl);
        try (Writer out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://%s:%d/%s?connectTimeout=10".formatted(postgresHost, postgresPort, database);
    }
}
