package studio.atelier.sandbox.kie;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import studio.atelier.sandbox.CallLog;

/** Records every {@code createTask} call, also refused ones, so that tests can compare them with the jobs. */
@Component
public class KieCalls extends CallLog<KieCalls.CreateCall> {

    private static final int KEPT = 20_000;

    private final Clock clock;

    KieCalls(Clock clock) {
        super(KEPT);
        this.clock = clock;
    }

    void add(String outcome, String model, @Nullable String callBackUrl, @Nullable String taskId) {
        add(new CreateCall(clock.instant(), outcome, model, callBackUrl, taskId), "createTask " + outcome);
    }

    /**
     * One call of {@code createTask}.
     *
     * @param outcome {@code 200}, the refusal's code, or the name of its fault
     */
    public record CreateCall(
            Instant at,
            String outcome,
            String model,
            @Nullable String callBackUrl,
            @Nullable String taskId) {}
}
