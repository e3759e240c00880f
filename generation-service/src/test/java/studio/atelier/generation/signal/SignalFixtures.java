package studio.atelier.generation.signal;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import reactor.core.publisher.Mono;

/** Signals for tests. */
public final class SignalFixtures {

    private SignalFixtures() {}

    /** A waiter that gets no signal; its waits take their time. */
    public static GenerationSignals.SignalWaiter silentWaiter() {
        GenerationSignals.SignalWaiter waiter = mock();
        when(waiter.armWait()).thenReturn(limit -> Mono.delay(limit).then());
        return waiter;
    }

    /** A waiter that gets no signal and whose waits take no time. */
    public static GenerationSignals.SignalWaiter elapsedWaiter() {
        GenerationSignals.SignalWaiter waiter = mock();
        when(waiter.armWait()).thenReturn(limit -> Mono.empty());
        return waiter;
    }
}
