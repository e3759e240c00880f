package studio.atelier.local.stack;

import java.net.URI;
import java.util.Optional;

/** Something that runs as one process: a server of the infrastructure or one of our services. */
interface Startable {

    /** In files, commands and logs. */
    String name();

    /** For people. */
    String title();

    /** What to say beside the title once it runs. */
    String detail();

    int port();

    /** Address that answers 200 when the process is ready; empty if {@link #start} returns only then. */
    Optional<URI> readiness();

    /** Starts the process if it does not run. */
    void start();

    /** Ends the process in good order, or after a limit by force; returns when it is gone. */
    void stop();

    /** The process that was started last. */
    Optional<ProcessHandle> handle();

    /** The exit code of the process that was started last, once it has ended; waits until then. */
    int exitCode();

    /** The exception to throw for a start that failed, with the end of the log. */
    StackException failed(String what);
}
