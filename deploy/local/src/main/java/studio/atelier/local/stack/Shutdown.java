package studio.atelier.local.stack;

import java.io.PrintStream;
import java.util.Optional;
import studio.atelier.local.settings.StackDirectory;

/** Stops a stack from another process. */
public final class Shutdown {

    private Shutdown() {}

    /** Signals the supervisor to end and waits for it; ends what a killed one left. Does nothing if nothing runs. */
    public static void run(StackDirectory directory, boolean wipe, PrintStream out) {
        Console console = new Console(out);
        Optional<ProcessHandle> supervisor = Leftovers.supervisor(directory);
        supervisor.ifPresent(process -> end(process, console));
        int leftovers = Leftovers.end(directory, console);
        if (supervisor.isEmpty() && leftovers == 0) {
            console.say("Nothing runs.");
        } else {
            console.say("Everything has ended.");
        }
        if (wipe) {
            directory.wipe();
            console.say("The data, keys and logs in " + directory.run() + " are deleted.");
        }
    }

    private static void end(ProcessHandle supervisor, Console console) {
        console.say("Ending the services, then Kafka, Redis and PostgreSQL …");
        supervisor.destroy();
        supervisor.onExit().join();
    }
}
