package studio.atelier.platform.test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import studio.atelier.platform.test.SharedServers.SharedFiles;

/**
 * The infrastructure process: starts the servers, publishes their addresses, and stops them when they have no users.
 */
final class SharedServersProcess {

    private static final Duration USERS_CHECK = Duration.ofSeconds(1);

    private SharedServersProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        SharedFiles files = new SharedFiles(Path.of(arguments[0]));
        TestServers servers = TestServers.start(System.getProperty("atelier.test.infra", ""), files.home());
        CountDownLatch asked = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(files, servers, asked)));
        files.announce(servers.addresses());
        while (!asked.await(USERS_CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
            if (files.underLock(SharedServersProcess::withdrawIfUnused)) {
                return;
            }
        }
    }

    /** Holds the lock, so that no new user finds servers that are about to stop. */
    private static boolean withdrawIfUnused(SharedFiles files) {
        boolean unused = !files.hasUsers();
        if (unused) {
            files.withdraw();
        }
        return unused;
    }

    private static void end(SharedFiles files, TestServers servers, CountDownLatch asked) {
        asked.countDown();
        boolean announced =
                files.process().filter(ProcessHandle.current()::equals).isPresent();
        if (announced) {
            files.withdraw();
        }
        servers.close();
    }
}
