package studio.atelier.local.stack;

import java.net.URI;
import java.util.Optional;
import studio.atelier.local.infra.Server;
import studio.atelier.local.settings.StackException;

/** Adapts a server of the infrastructure to a process of the stack. */
record InfraProcess(String name, Server server) implements Startable {

    @Override
    public String title() {
        return server.name();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public Optional<URI> readiness() {
        return Optional.empty();
    }

    @Override
    public void start() {
        server.start();
    }

    @Override
    public void stop() {
        server.stop();
    }

    @Override
    public Optional<ProcessHandle> handle() {
        return server.handle();
    }

    @Override
    public int exitCode() {
        return server.exitCode();
    }

    @Override
    public StackException failed(String what) {
        return new StackException(name + " " + what + "; see " + server.log());
    }
}
