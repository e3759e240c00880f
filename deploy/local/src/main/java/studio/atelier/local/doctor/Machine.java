package studio.atelier.local.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import studio.atelier.local.process.Ports;
import studio.atelier.local.process.Tool;
import studio.atelier.local.settings.DotEnv;
import studio.atelier.local.settings.StackDirectory;
import studio.atelier.local.settings.StackPorts;

/** Checks the JDK, Node.js, disk and ports. */
final class Machine {

    private static final int OLDEST_JAVA = 21;
    private static final int OLDEST_NODE = 20;
    private static final long NEEDED_DISK_MIB = 2_048;

    private Machine() {}

    static List<Finding> look(StackDirectory directory, boolean stopped) throws IOException {
        List<Finding> findings = new ArrayList<>(List.of(jdk(), node(directory.root()), disk(directory.root())));
        if (stopped) {
            findings.addAll(ports(directory));
        }
        return findings;
    }

    private static Finding jdk() {
        return Finding.of(
                Runtime.version().feature() >= OLDEST_JAVA,
                "JDK %s in %s".formatted(Runtime.version(), System.getProperty("java.home")),
                "install JDK 21 or later, for example from https://adoptium.net");
    }

    private static Finding node(Path root) {
        Tool node = Tool.runIn(root, List.of("node", "--version"));
        String version = node.output().replaceFirst("^v", "");
        boolean fine = version.matches("\\d+\\..*") && Integer.parseInt(version.split("\\.", 2)[0]) >= OLDEST_NODE;
        return Finding.of(
                fine,
                node.succeeded() ? "Node.js " + version : "Node.js is not installed",
                "install Node.js 20.19 or later, which builds the Mini App: https://nodejs.org");
    }

    private static Finding disk(Path root) throws IOException {
        long free = Files.getFileStore(root).getUsableSpace() >> 20;
        return Finding.of(
                free >= NEEDED_DISK_MIB,
                free + " MiB of disk are free",
                "make room: builds, data and logs need about " + NEEDED_DISK_MIB + " MiB");
    }

    private static List<Finding> ports(StackDirectory directory) {
        String offset = DotEnv.read(directory.environmentFile()).getOrDefault("ATELIER_PORT_OFFSET", "0");
        StackPorts ports = new StackPorts(Integer.parseInt(offset));
        List<Finding> taken = ports.byProcess().entrySet().stream()
                .flatMap(process -> process.getValue().stream()
                        .filter(port -> !Ports.isFree(port))
                        .map(port -> taken(process.getKey(), port)))
                .toList();
        return taken.isEmpty() ? List.of(Finding.fine("All ports are free")) : taken;
    }

    private static Finding taken(String name, int port) {
        return Finding.broken(
                Ports.taken(port, name), "end that process, or start with " + StackPorts.adviceForFreePorts());
    }
}
