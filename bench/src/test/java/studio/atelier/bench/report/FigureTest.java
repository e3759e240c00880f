package studio.atelier.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {

    @Test
    void meetsAnAimForItsValueFromTheRightSide() {
        assertThat(Figure.of("median", 25, "ms").aimedAt(Aim.atMost(25)).isAsAimed())
                .isTrue();
        assertThat(Figure.of("median", 26, "ms").aimedAt(Aim.atMost(25)).isAsAimed())
                .isFalse();
        assertThat(Figure.of("jobs", 299, "/s").aimedAt(Aim.atLeast(300)).isAsAimed())
                .isFalse();
    }

    @Test
    void meetsAnAimForItsRatio() {
        Figure half = Figure.of("operations", 500, "/s").beside("pgbench", 1_000);

        assertThat(half.aimedAt(Aim.ratioAtLeast(0.5)).isAsAimed()).isTrue();
        assertThat(half.aimedAt(Aim.ratioAtLeast(0.6)).isAsAimed()).isFalse();
    }

    @Test
    void meetsAllItsAims() {
        Figure figure = Figure.of("admitted", 14, "ms").beside("another", 10).aimedAt(Aim.atMost(15));

        assertThat(figure.aimedAt(Aim.ratioAtMost(1.5)).isAsAimed()).isTrue();
        assertThat(figure.aimedAt(Aim.ratioAtMost(1.3)).isAsAimed()).isFalse();
    }

    @Test
    void hasNoAimForItsRatioWithoutAReference() {
        assertThat(Figure.of("admitted", 14, "ms").aimedAt(Aim.ratioAtMost(1.3)).isAsAimed())
                .isTrue();
    }

    @Test
    void isShownWithItsReferenceAndItsAim() {
        Figure figure = Figure.of("median", 30, "ms")
                .beside("balance", 3)
                .aimedAt(Aim.atMost(25))
                .aimedAt(Aim.ratioAtMost(12));

        String table = Table.of(new Report("latency", "a title", List.of(figure), List.of("a note"), Duration.ZERO));

        assertThat(table).contains("30.0 ms", "3.00 ms balance", "10.0", "✗ ≤ 25.0 ms, ✓ ratio ≤ 12.0", "· a note");
    }
}
