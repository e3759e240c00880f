package studio.atelier.local.doctor;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import studio.atelier.local.settings.Environment;
import studio.atelier.local.settings.StackDirectory;
import studio.atelier.local.settings.StackException;
import studio.atelier.local.stack.ProcessMark;

/** Checks each part of a stack and advises what to do about each problem. */
public final class Doctor {

    private static final Duration GRACE = Duration.ofSeconds(60);

    private final StackDirectory directory;
    private final Map<String, String> shell;
    private final PrintStream out;
    private boolean healthy = true;

    private Doctor(StackDirectory directory, Map<String, String> shell, PrintStream out) {
        this.directory = directory;
        this.shell = shell;
        this.out = out;
    }

    /** Checks the machine, the keys and, if it was started, the stack; returns whether nothing is broken. */
    public static boolean run(StackDirectory directory, Map<String, String> shell, PrintStream out) throws IOException {
        Doctor doctor = new Doctor(directory, shell, out);
        doctor.examine();
        return doctor.healthy;
    }

    /** Checks I1 to I10 in a running stack; returns whether all hold. */
    public static boolean checkInvariants(StackDirectory directory, PrintStream out) {
        if (ProcessMark.readAll(directory).isEmpty()) {
            throw new StackException("Atelier does not run, so there is nothing to check: ./atelier up");
        }
        boolean allHold = true;
        for (Verdict verdict : Oracle.of(directory, GRACE).check()) {
            out.printf("  %s %-4s %s%n", verdict.holds() ? "✓" : "✗", verdict.code(), verdict.sentence());
            verdict.violations().forEach(violation -> out.println("         " + violation));
            allHold &= verdict.holds();
        }
        return allHold;
    }

    private void examine() throws IOException {
        boolean started = Files.exists(directory.environmentFile());
        List<ProcessMark> processes = ProcessMark.readAll(directory);
        say("This machine", Machine.look(directory, processes.isEmpty()));
        say("Keys", new Keys(directory, Environment.given(directory, shell)).look(started));
        if (!started || processes.isEmpty()) {
            out.println();
            out.println(
                    "Atelier does not run, so its parts were not looked at: ./atelier up, then ./atelier doctor again.");
            return;
        }
        Evidence evidence = new Evidence(directory, Environment.ofLastStart(directory), GRACE);
        say("Processes", Parts.processes(directory, processes));
        say("PostgreSQL", Parts.postgres(evidence));
        say("Redis", Parts.redis(evidence));
        say("Kafka", Parts.kafka(evidence));
        say("Queues", Queues.look(evidence));
        say("Providers", Providers.look(evidence.environment()));
    }

    private void say(String title, List<Finding> findings) {
        out.println();
        out.println(title);
        findings.forEach(finding -> out.println(finding.text()));
        healthy &= findings.stream().noneMatch(Finding::isBroken);
    }
}
