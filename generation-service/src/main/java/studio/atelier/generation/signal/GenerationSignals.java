package studio.atelier.generation.signal;

import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sends signals to the instances of the service. */
public interface GenerationSignals {

    /**
     * Sends the signal after the caller's transaction has committed, and not at all if it does not. Never sends within
     * the transaction: the commit of a NOTIFY is serial across the cluster.
     *
     * @return fails with {@link IllegalStateException} outside a transaction
     */
    Mono<Void> afterCommit(GenerationSignal signal);

    /** Sends the signal now, to every instance. */
    void sendSignal(GenerationSignal signal);

    /** Sends the signal now, to this process alone. */
    void sendToThisProcess(GenerationSignal signal);

    /** Every signal from now on; never completes. A slow subscriber may miss some. */
    Flux<GenerationSignal> listenToAll();

    /** Starts to listen for one signal, at once. */
    SignalWaiter listenTo(GenerationSignal signal);

    /** Listens for one signal from its creation until it is closed. */
    interface SignalWaiter extends AutoCloseable {

        /**
         * Arms the waiter: signals from this moment on end the returned wait, even those before its subscription. Arm
         * before reading the state, so that no change is missed.
         */
        ArmedSignalWait armWait();

        @Override
        void close();
    }

    /** An armed wait. */
    @FunctionalInterface
    interface ArmedSignalWait {

        /** Completes at the signal, or after this long without one. */
        Mono<Void> atMost(Duration limit);
    }
}
