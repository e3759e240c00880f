package studio.atelier.sandbox.kie;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import studio.atelier.sandbox.fault.KieFault;
import studio.atelier.sandbox.kie.KieModel.KieInput;

/**
 * A task and its history.
 *
 * @param param the request's body as JSON text
 * @param readyAt when it is due to end
 * @param faults the faults drawn for it
 * @param polls how often {@code recordInfo} was called for it
 * @param downloads how often its result was fetched
 */
public record KieTask(
        String taskId,
        KieInput input,
        String param,
        @Nullable String callBackUrl,
        Instant createdAt,
        Instant readyAt,
        Set<KieFault> faults,
        Outcome outcome,
        int polls,
        int downloads,
        List<CallbackAttempt> callbacks) {

    /** Whether and how the task has ended. */
    public enum End {
        NOT_YET,
        SUCCESS,
        FAIL
    }

    /**
     * What has become of a task.
     *
     * @param result name of the result file, empty unless it succeeded
     */
    public record Outcome(End end, @Nullable Instant endedAt, String result, String failCode, String failMsg) {

        static final Outcome NONE = new Outcome(End.NOT_YET, null, "", "", "");

        boolean isSuccess() {
            return end == End.SUCCESS;
        }
    }

    /** A callback that was sent; status 0 means no response. */
    public record CallbackAttempt(Instant at, String kind, int status) {}

    boolean has(KieFault fault) {
        return faults.contains(fault);
    }

    /** The state as {@code recordInfo} names it: a task waits, queues, and generates most of the time. */
    public String state(Instant now) {
        return switch (outcome.end) {
            case SUCCESS -> "success";
            case FAIL -> "fail";
            case NOT_YET -> {
                double whole = Math.max(1, Duration.between(createdAt, readyAt).toMillis());
                double part = Duration.between(createdAt, now).toMillis() / whole;
                yield part < 0.1 ? "waiting" : part < 0.25 ? "queuing" : "generating";
            }
        };
    }

    KieTask succeeded(Instant when, String file) {
        return changed(new Outcome(End.SUCCESS, when, file, "", ""), polls, downloads, callbacks);
    }

    KieTask failed(Instant when, String code, String message) {
        return changed(new Outcome(End.FAIL, when, "", code, message), polls, downloads, callbacks);
    }

    KieTask polled() {
        return changed(outcome, polls + 1, downloads, callbacks);
    }

    KieTask downloaded() {
        return changed(outcome, polls, downloads + 1, callbacks);
    }

    KieTask calledBack(CallbackAttempt attempt) {
        List<CallbackAttempt> all =
                Stream.concat(callbacks.stream(), Stream.of(attempt)).toList();
        return changed(outcome, polls, downloads, all);
    }

    private KieTask changed(Outcome newOutcome, int newPolls, int newDownloads, List<CallbackAttempt> newCallbacks) {
        return new KieTask(
                taskId,
                input,
                param,
                callBackUrl,
                createdAt,
                readyAt,
                faults,
                newOutcome,
                newPolls,
                newDownloads,
                newCallbacks);
    }
}
