package studio.atelier.local.infra;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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
        if (succeeds(List.of("unshare", "-U", "true"))) {
            return NAMESPACE;
        }
        if (succeeds(List.of("chown", "-R", NOBODY + ":" + NOBODY, directory.toString()))
                && succeeds(List.of(
                        "setpriv",
                        "--reuid=" + NOBODY,
                        "--regid=" + NOBODY,
                        "--clear-groups",
                        "test",
                        "-w",
                        directory.toString()))) {
            return AS_NOBODY;
        }
        throw new ServerException("PostgreSQL does not run as root, and this system allows neither user namespaces nor"
                + " the user nobody in " + directory + ". Start as an ordinary user.");
    }

    private static boolean succeeds(List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // not installed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("Interrupted while looking for a way to run unprivileged", e);
        }
    }
}
