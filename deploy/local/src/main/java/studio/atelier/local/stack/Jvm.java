package studio.atelier.local.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import studio.atelier.local.settings.Service;

/** The command lines of the services' JVMs. */
final class Jvm {

    private static final int NATIVE_ACCESS_WARNS_SINCE = 24;
    private static final int COMPACT_HEADERS_SINCE = 25;

    private Jvm() {}

    /** All processes run on the supervisor's JVM. */
    static String executable() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Options for a small heap and a fast start; {@code ATELIER_JAVA_OPTIONS} comes last and takes precedence. */
    static List<String> command(Service service, ServiceJar jar, Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of(
                executable(),
                "-Xmx" + service.heapMegabytes() + "m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + jar.archive(),
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-Dfile.encoding=UTF-8"));
        if (!service.hot()) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        if (Runtime.version().feature() >= NATIVE_ACCESS_WARNS_SINCE) {
            command.add("--sun-misc-unsafe-memory-access=allow");
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        if (Runtime.version().feature() >= COMPACT_HEADERS_SINCE) {
            command.add("-XX:+UseCompactObjectHeaders");
        }
        command.addAll(words(environment.getOrDefault("ATELIER_JAVA_OPTIONS", "")));
        command.addAll(List.of("-jar", jar.jar().toString()));
        return command;
    }

    private static List<String> words(String options) {
        return Arrays.stream(options.split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
