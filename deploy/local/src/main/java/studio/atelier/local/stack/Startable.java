package studio.atelier.local.stack;

import java.net.URI;
import java.util.Optional;
import studio.atelier.local.settings.StackException;

/** A server of the infrastructure or a service, run as one process. */
interface Startable {

    /** The name in files, commands and logs. */
    String name();

    /** The display name. */
    String title();

    int port();

    /** The address that answers 200 when the process is ready; empty if {@link #start} waits until it is. */
    Optional<URI> readiness();

    /** Starts the process if it does not run. */
    void start();

    /** Stops the process gracefully, or kills it after a limit; returns when it has ended. */
    void stop();

    /** The process that was started last. */
    Optional<ProcessHandle> handle();

    /** The exit code of the process that was started last; waits until it has ended. */
    int exitCode();

    /** The exception for a failed start, with the end of the log. */
    StackException failed(String what);
}
