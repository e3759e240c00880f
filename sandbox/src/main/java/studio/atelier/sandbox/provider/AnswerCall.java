package studio.atelier.sandbox.provider;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.fault.Faults;
import studio.atelier.sandbox.fault.HangUp;
import studio.atelier.sandbox.fault.ImageProvider;
import studio.atelier.sandbox.fault.ProviderFault;
import studio.atelier.sandbox.fault.ProviderFault.Moment;

/** Checks the key of a call, meets the fault drawn for it or does the work, and records the outcome. */
@Component
public class AnswerCall {

    private final ProviderCalls calls;
    private final Faults faults;
    private final Clock clock;

    AnswerCall(ProviderCalls calls, Faults faults, Clock clock) {
        this.calls = calls;
        this.faults = faults;
        this.clock = clock;
    }

    /**
     * Answers a call that makes something.
     *
     * @param work makes the answer, or fails with a {@link ProviderRefusal}
     */
    public Mono<ResponseEntity<byte[]>> handle(
            StandIn standIn, ReceivedCall received, Supplier<Mono<ResponseEntity<byte[]>>> work) {
        return Mono.defer(() -> {
            OpenCall call = new OpenCall(standIn.provider(), received, clock.instant());
            return answer(
                    standIn,
                    call,
                    () -> faults.draw(standIn.provider(), Moment.CALL)
                            .map(fault -> misbehave(standIn, call, fault, work))
                            .orElseGet(work));
        });
    }

    /**
     * Answers a call that reads or controls something: it meets no fault here.
     *
     * @param work makes the answer, or fails with a {@link ProviderRefusal}
     */
    public Mono<ResponseEntity<byte[]>> handleWithoutFaults(
            StandIn standIn, ReceivedCall received, Supplier<Mono<ResponseEntity<byte[]>>> work) {
        return Mono.defer(() -> answer(standIn, new OpenCall(standIn.provider(), received, clock.instant()), work));
    }

    /** The answer of a gateway in front of a provider that hangs. */
    public Mono<ResponseEntity<byte[]>> afterHanging(ImageProvider provider) {
        return Mono.delay(Duration.ofMillis(faults.of(provider).hangMs()))
                .map(late -> Answers.text(504, "Gateway Timeout"));
    }

    private Mono<ResponseEntity<byte[]>> answer(
            StandIn standIn, OpenCall call, Supplier<Mono<ResponseEntity<byte[]>>> work) {
        return Mono.defer(() -> {
                    if (!standIn.isAuthorized(call.received.exchange().getRequest())) {
                        throw standIn.refusal(ProviderFault.UNAUTHORIZED);
                    }
                    standIn.refusalOfAll().ifPresent(refusal -> {
                        throw refusal;
                    });
                    return work.get();
                })
                .onErrorResume(ProviderRefusal.class, refusal -> Mono.just(refusal.answer()))
                .doOnNext(answer -> {
                    standIn.answered(answer.getStatusCode().value());
                    call.record(Integer.toString(answer.getStatusCode().value()));
                })
                .doOnError(error -> call.record("failed unexpectedly"))
                .doOnCancel(() -> call.record("cancelled"));
    }

    private Mono<ResponseEntity<byte[]>> misbehave(
            StandIn standIn, OpenCall call, ProviderFault fault, Supplier<Mono<ResponseEntity<byte[]>>> work) {
        if (fault == ProviderFault.DONE_BUT_TIMED_OUT) {
            return work.get().doOnNext(answer -> call.record(fault.name())).then(afterHanging(standIn.provider()));
        }
        call.record(fault.name());
        return switch (fault) {
            case HANGS -> afterHanging(standIn.provider());
            case RESETS -> HangUp.on(call.received.exchange());
            default -> Mono.error(standIn.refusal(fault));
        };
    }

    /** A call until its outcome is recorded, once. */
    private final class OpenCall {

        private final ImageProvider provider;
        private final ReceivedCall received;
        private final Instant at;
        private final AtomicBoolean recorded = new AtomicBoolean();

        OpenCall(ImageProvider provider, ReceivedCall received, Instant at) {
            this.provider = provider;
            this.received = received;
            this.at = at;
        }

        void record(String outcome) {
            if (recorded.compareAndSet(false, true)) {
                calls.add(provider, received, at, Duration.between(at, clock.instant()), outcome);
            }
        }
    }
}
