package studio.atelier.gateway.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;

class RealtimeFrameHistoryTest {

    private static final EventTopic TOPIC = EventTopic.USER_NOTIFICATIONS;
    private static final UserId ANNA = UserId.ofTelegram(1);
    private static final UserId BOHDAN = UserId.ofTelegram(2);

    private final SettableClock clock = new SettableClock();
    private final RealtimeFrameHistory history = new RealtimeFrameHistory(clock, Duration.ofMinutes(15), 1_000);

    @Test
    void returnsEachUserTheirOwnFramesInOrder() {
        add(ANNA, 10);
        add(BOHDAN, 11);
        add(ANNA, 12);

        assertThat(missedBy(ANNA, 9)).contains(List.of(10L, 12L));
        assertThat(missedBy(ANNA, 10)).contains(List.of(12L));
        assertThat(missedBy(BOHDAN, 12)).contains(List.of());
    }

    @Test
    void doesNotPretendToKnowWhatCameBeforeItStartedReading() {
        add(BOHDAN, 500);

        assertThat(missedBy(ANNA, 400)).isEmpty();
        assertThat(missedBy(ANNA, 499)).contains(List.of());
    }

    @Test
    void doesNotPretendToKnowWhatItHasNotReadYet() {
        add(ANNA, 10);

        assertThat(missedBy(ANNA, 11)).isEmpty();
    }

    @Test
    void forgetsByAge() {
        add(ANNA, 10);
        clock.now = clock.now.plus(Duration.ofMinutes(16));
        add(ANNA, 11);

        assertThat(missedBy(ANNA, 9)).isEmpty();
        assertThat(missedBy(ANNA, 10)).contains(List.of(11L));
    }

    @Test
    void forgetsTheOldestWhenItIsFull() {
        for (int offset = 0; offset < 11; offset++) {
            add(ANNA, offset);
        }

        assertThat(missedBy(ANNA, -1)).isEmpty();
        assertThat(missedBy(ANNA, 0))
                .hasValueSatisfying(missed -> assertThat(missed).hasSize(10));
    }

    @Test
    void keepsTheirOrderWhenTheClockStepsBack() {
        add(ANNA, 10);
        clock.now = clock.now.minus(Duration.ofMinutes(10));
        add(ANNA, 11);

        assertThat(missedBy(ANNA, 9)).contains(List.of(10L, 11L));
    }

    @Test
    void countsRecordsThatMakeNoFrame() {
        add(ANNA, 10);
        history.skipRecord(TOPIC, new RealtimePosition.PartitionOffset(3, 11));

        assertThat(missedBy(ANNA, 11)).contains(List.of());
        assertThat(history.findLatestOffset(TOPIC, 3).offset()).isEqualTo(11);
    }

    private void add(UserId user, long offset) {
        history.addFrame(
                user,
                TOPIC,
                new RealtimePosition.PartitionOffset(3, offset),
                RealtimeFrame.ofUnkept("notice", clock.instant(), offset),
                100);
    }

    private Optional<List<Long>> missedBy(UserId user, long seen) {
        return history.findMissedSince(
                        user, new RealtimePosition(Map.of(TOPIC, new RealtimePosition.PartitionOffset(3, seen))))
                .map(missed ->
                        missed.stream().map(entry -> entry.place().offset()).toList());
    }

    private static final class SettableClock extends Clock {

        private Instant now = Instant.parse("2026-05-01T10:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
