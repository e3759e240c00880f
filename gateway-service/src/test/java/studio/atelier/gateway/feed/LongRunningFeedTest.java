package studio.atelier.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

class LongRunningFeedTest {

    private final Sinks.Many<String> source = Sinks.many().multicast().directBestEffort();
    private final List<String> taken = new ArrayList<>();

    private final LongRunningFeed<String> feed = new LongRunningFeed<>() {

        @Override
        protected Flux<String> openStream() {
            return source.asFlux();
        }

        @Override
        protected void takeItem(String item) {
            if (item.equals("odd")) {
                throw new IllegalStateException("no idea what this is");
            }
            taken.add(item);
        }
    };

    @Test
    void goesOnAfterWhatItCannotTake() {
        feed.start();
        source.tryEmitNext("one");
        source.tryEmitNext("odd");
        source.tryEmitNext("two");

        assertThat(taken).containsExactly("one", "two");
        assertThat(feed.isRunning()).isTrue();
    }

    @Test
    void takesNothingOnceItHasStopped() {
        feed.start();
        feed.stop();
        source.tryEmitNext("late");

        assertThat(taken).isEmpty();
        assertThat(feed.isRunning()).isFalse();
        assertThat(source.currentSubscriberCount()).isZero();
    }
}
