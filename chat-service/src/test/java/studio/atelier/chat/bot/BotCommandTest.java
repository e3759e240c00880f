package studio.atelier.chat.bot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BotCommandTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "/start, /start",
                "/start ref_7, /start",
                "/BALANCE@AtelierBot, /balance",
                "/, /",
                "hello, null",
                "'', null",
                "' /start', null"
            })
    void readsTheCommandOfAText(String text, String command) {
        assertThat(BotUpdateHandler.parseCommand(text)).isEqualTo(command);
    }
}
