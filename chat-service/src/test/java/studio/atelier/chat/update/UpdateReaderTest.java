package studio.atelier.chat.update;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class UpdateReaderTest {

    private final UpdateReader reader = new UpdateReader(new JsonMapper());

    @Test
    void readsAMessage() {
        String update = """
                {"update_id":9001,"message":{"message_id":5,"date":1790000000,"text":"/start",
                 "from":{"id":77,"is_bot":false,"first_name":"A","language_code":"uk"},"chat":{"id":77,"type":"private"}}}""";

        assertThat(reader.read(update)).contains(new IncomingUpdate(9001, 77, true, "/start", "uk", false));
    }

    @Test
    void readsThatThePersonHasBlockedTheBot() {
        String update = """
                {"update_id":9002,"my_chat_member":{"chat":{"id":77,"type":"private"},"from":{"id":77},
                 "old_chat_member":{"status":"member"},"new_chat_member":{"status":"kicked"}}}""";

        assertThat(reader.read(update)).contains(new IncomingUpdate(9002, 77, true, null, null, true));
    }

    @Test
    void readsAnUpdateItDoesNotKnowAsOneAboutNobody() {
        assertThat(reader.read("{\"update_id\":9003,\"poll\":{\"id\":\"1\"}}"))
                .contains(new IncomingUpdate(9003, 0, false, null, null, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "7", "null", "{}", "{\"update_id\":\"x\"}", "{\"update_id\":1.5}", "{\"update_id\":1"})
    void refusesWhatIsNoUpdate(String text) {
        assertThat(reader.read(text)).isEmpty();
    }
}
