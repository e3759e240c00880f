package studio.atelier.generation.upload.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import studio.atelier.generation.objectstore.ObjectStoreException;
import studio.atelier.generation.upload.UploadException;
import studio.atelier.generation.upload.UploadProperties;
import studio.atelier.generation.upload.UploadPropertiesTest;

class UploadSenderPaceTest {

    private static final Duration NO_TIME = Duration.ZERO;

    private final UploadProperties properties = UploadPropertiesTest.with(Map.of());
    private Duration now = Duration.ofDays(-1);
    private final UploadSenderPace pace = new UploadSenderPace(properties, () -> now.toNanos());

    @Test
    void refusesASenderOfAByteNowAndThen() {
        sendAndWrite(Duration.ofSeconds(9), 1, NO_TIME);

        assertThatThrownBy(() -> sendAndWrite(Duration.ofSeconds(9), 1, NO_TIME))
                .isInstanceOf(UploadException.UploadRefusedException.class);
    }

    @Test
    void refusesASenderWhoBecomesSlow() {
        sendAndWrite(Duration.ofSeconds(10), 1_000_000, NO_TIME);

        assertThatThrownBy(() -> sendAndWrite(Duration.ofSeconds(10), 1, NO_TIME))
                .isInstanceOf(UploadException.UploadRefusedException.class);
    }

    @Test
    void takesFiftyKilobytesASecondWithPauses() {
        assertThatCode(() -> {
                    for (int i = 0; i < 10; i++) {
                        sendAndWrite(Duration.ofSeconds(1), 50_000, NO_TIME);
                        sendAndWrite(Duration.ofSeconds(9), 50_000, NO_TIME);
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void takesEightKilobytesASecond() {
        assertThatCode(() -> {
                    for (int i = 0; i < 60; i++) {
                        sendAndWrite(Duration.ofSeconds(1), 8_000, NO_TIME);
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void doesNotCountTheTimeOfTheDisk() {
        assertThatCode(() -> {
                    for (int i = 0; i < 60; i++) {
                        sendAndWrite(Duration.ofMillis(100), 1_000, Duration.ofSeconds(9));
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void blamesTheDiskWhilePiecesWaitForIt() {
        assertThat(pace.explainTimeout(new TimeoutException()))
                .isInstanceOf(UploadException.UploadRefusedException.class);

        pace.pieceArrived();
        pace.beginPiece(1);
        assertThat(pace.explainTimeout(new TimeoutException()))
                .isInstanceOf(ObjectStoreException.ObjectStoreUnavailableException.class);

        pace.endPiece();
        assertThat(pace.explainTimeout(new TimeoutException()))
                .isInstanceOf(UploadException.UploadRefusedException.class);
    }

    private void sendAndWrite(Duration pause, int length, Duration writing) {
        now = now.plus(pause);
        pace.pieceArrived();
        pace.beginPiece(length);
        now = now.plus(writing);
        pace.endPiece();
    }
}
