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
 * @param result name of the result file, empty unless it succeeded
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
        End end,
        @Nullable Instant endedAt,
        String result,
        String failCode,
        String failMsg,
        int polls,
        int downloads,
        List<CallbackAttempt> callbacks) {

    /** Whether and how the task has ended. */
    enum End {
        NOT_YET,
        SUCCESS,
        FAIL
    }

    /** A callback that was sent; status 0 means no response. */
    public record CallbackAttempt(Instant at, String kind, int status) {}

    boolean has(KieFault fault) {
        return faults.contains(fault);
    }

    /** The state as {@code recordInfo} names it: a task waits, queues, and generates most of the time. */
    public String state(Instant now) {
        return switch (end) {
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
        return ended(End.SUCCESS, when, file, "", "");
    }

    KieTask failed(Instant when, String code, String message) {
        return ended(End.FAIL, when, "", code, message);
    }

    private KieTask ended(End how, Instant when, String file, String code, String message) {
        return new KieTask(
                taskId,
                input,
                param,
                callBackUrl,
                createdAt,
                readyAt,
                faults,
                how,
                when,
                file,
                code,
                message,
                polls,
                downloads,
                callbacks);
    }

    KieTask polled() {
        return counted(polls + 1, downloads, callbacks);
    }

    KieTask downloaded() {
        return counted(polls, downloads + 1, callbacks);
    }

    KieTask calledBack(CallbackAttempt attempt) {
        return counted(
                polls,
                downloads,
                Stream.concat(callbacks.stream(), Stream.of(attempt)).toList());
    }

    private KieTask counted(int newPolls, int newDownloads, List<CallbackAttempt> newCallbacks) {
        return new KieTask(
                taskId,
                input,
                param,
                callBackUrl,
                createdAt,
                readyAt,
                faults,
                end,
                endedAt,
                result,
                failCode,
                failMsg,
                newPolls,
                newDownloads,
                newCallbacks);
    }
}
