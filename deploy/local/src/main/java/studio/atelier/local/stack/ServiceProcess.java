package studio.atelier.local.stack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.atelier.local.process.ChildProcess;
import studio.atelier.local.process.Ports;
import studio.atelier.local.settings.Environment;
import studio.atelier.local.settings.Service;
import studio.atelier.local.settings.StackDirectory;
import studio.atelier.local.settings.StackException;

/** A service as a process of the stack. */
final class ServiceProcess implements Startable {

    /** A service needs 20 s at most to drain its work. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(25);

    private static final int TAIL_LINES = 5;

    /** The shell variables that a service inherits. */
    private static final Set<String> INHERITED = Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "USER");

    private final Service service;
    private final StackDirectory directory;
    private final Environment environment;
    private final ChildProcess process = new ChildProcess();

    ServiceProcess(Service service, StackDirectory directory, Environment environment) {
        this.service = service;
        this.directory = directory;
        this.environment = environment;
    }

    @Override
    public String name() {
        return service.name();
    }

    @Override
    public String title() {
        return service.name();
    }

    @Override
    public int port() {
        return service.port();
    }

    @Override
    public Optional<URI> readiness() {
        return Optional.of(service.readiness());
    }

    @Override
    public Optional<ProcessHandle> handle() {
        return process.handle();
    }

    @Override
    public int exitCode() {
        return process.exitCode();
    }

    @Override
    public synchronized void start() {
        if (process.isRunning()) {
            return;
        }
        service.ports().forEach(this::requireFree);
        ServiceJar jar = ServiceJar.prepare(directory, service);
        ProcessBuilder builder = new ProcessBuilder(Jvm.command(service, jar, environment.all()))
                .directory(directory.run().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().putAll(settings());
        try {
            process.start(builder);
        } catch (IOException e) {
            throw new StackException("Cannot start " + name() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void stop() {
        process.stop(ProcessHandle::destroy, STOP_LIMIT);
    }

    @Override
    public StackException failed(String what) {
        return new StackException(
                "%s %s. The end of %s:%n%s".formatted(name(), what, log(), LogFiles.tail(log(), TAIL_LINES)));
    }

    private void requireFree(int port) {
        if (!Ports.isFree(port)) {
            throw new StackException(Ports.taken(port, name()) + ": end that process");
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(environment.forServices());
        settings.put("SERVER_PORT", Integer.toString(service.port()));
        settings.put("MANAGEMENT_SERVER_PORT", Integer.toString(service.managementPort()));
        settings.put("ATELIER_END_REASON_FILE", directory.endReason(name()).toString());
        settings.put("SERVER_ADDRESS", settings.getOrDefault("ATELIER_BIND_ADDRESS", "127.0.0.1"));
        return settings;
    }

    private Path log() {
        return directory.log(name());
    }
}
