package studio.atelier.local.infra;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** The broker's process: formats the log directory at the first start, then runs {@code kafka.Kafka}. */
final class Broker {

    private Broker() {}

    public static void main(String[] arguments) throws IOException {
        Path configuration = Path.of(arguments[0]);
        if (!Files.exists(logDirectory(configuration).resolve("meta.properties"))) {
            format(configuration);
        }
        Kafka.main(arguments);
    }

    private static void format(Path configuration) {
        String[] command = {"format", "-t", Uuid.randomUuid().toString(), "-c", configuration.toString()};
        int exitCode = StorageTool.execute(command, System.out);
        if (exitCode != 0) {
            throw new ServerException("Formatting the log directory ended with " + exitCode);
        }
    }

    private static Path logDirectory(Path configuration) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(configuration)) {
            properties.load(in);
        }
        return Path.of(properties.getProperty("log.dirs"));
    }
}
