package studio.atelier.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.atelier.bench.report.Figure;

class RoundsTest {

    @Test
    void givesEachFigureTheMedianOfItsRounds() {
        Rounds rounds = new Rounds();
        rounds.add(List.of(Figure.of("jobs", 90, "/s"), Figure.of("time", 3, "ms")));
        rounds.add(List.of(Figure.of("jobs", 10, "/s")));
        rounds.add(List.of(Figure.of("jobs", 20, "/s"), Figure.of("time", 1, "ms"), Figure.of("late", 7, "ms")));

        assertThat(rounds.medians())
                .containsExactly(Figure.of("jobs", 20, "/s"), Figure.of("time", 3, "ms"), Figure.of("late", 7, "ms"));
    }
}
