package studio.atelier.local.infra;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import studio.atelier.local.process.Tool;

/**
 * PostgreSQL refuses to run as root. For root a program is therefore started in its own user namespace, where it is
 * unprivileged but keeps access to root's files; where the system allows no user namespaces, it runs as the user
 * {@code nobody}.
 */
final class Unprivileged {

    private static final List<String> NAMESPACE = List.of("unshare", "-U");
    private static final String NOBODY = "65534";
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

    private Unprivileged() {}

    /** The prefix of a command that must not run as root and works in the directory. */
    static List<String> prefix(Path directory) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        if (succeeds("unshare", "-U", "true")) {
            return NAMESPACE;
        }
        List<String> mayWrite = new ArrayList<>(AS_NOBODY);
        mayWrite.addAll(List.of("test", "-w", directory.toString()));
        if (succeeds("chown", "-R", NOBODY + ":" + NOBODY, directory.toString())
                && succeeds(mayWrite.toArray(String[]::new))) {
            return AS_NOBODY;
        }
        throw new ServerException("PostgreSQL does not run as root, and this system allows neither user namespaces nor"
                + " the user nobody in " + directory + ". Start as an ordinary user.");
    }

    private static boolean succeeds(String... command) {
        return Tool.run(command).succeeded();
    }
}
