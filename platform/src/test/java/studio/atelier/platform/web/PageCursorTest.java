package studio.atelier.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageCursorTest {

    @Test
    void decodesWhatItEncoded() {
        UUID id = UUID.randomUUID();

        assertThat(PageCursor.decodeId(PageCursor.encodeId(id))).isEqualTo(id);
        assertThat(PageCursor.decodeKey(PageCursor.encodeKey(7, -1, Long.MAX_VALUE), 0, 0, 0))
                .containsExactly(7, -1, Long.MAX_VALUE);
    }

    @Test
    void beginsAtTheStartWithoutACursor() {
        assertThat(PageCursor.decodeId(null)).isNull();
        assertThat(PageCursor.decodeKey(null, 5)).containsExactly(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no!", "x", "AAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "ё"})
    void refusesWhatIsNoCursorOfThisList(String text) {
        assertThatThrownBy(() -> PageCursor.decodeId(text))
                .isInstanceOfSatisfying(
                        CommonProblemException.class,
                        problem -> assertThat(problem.problemCode()).isEqualTo(CommonProblemCode.MALFORMED_REQUEST));
    }
}
