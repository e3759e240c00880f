package studio.atelier.sandbox.kie.console;

import org.springframework.stereotype.Component;
import studio.atelier.sandbox.kie.KieAccount;
import studio.atelier.sandbox.kie.KieCalls;
import studio.atelier.sandbox.kie.KieTasks;

/** Clears all state of kie.ai. */
@Component
public class KieReset {

    private final KieTasks tasks;
    private final KieCalls calls;
    private final KieAccount account;

    KieReset(KieTasks tasks, KieCalls calls, KieAccount account) {
        this.tasks = tasks;
        this.calls = calls;
        this.account = account;
    }

    public void reset() {
        tasks.clear();
        calls.clear();
        account.reset();
    }
}
