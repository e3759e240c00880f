package studio.atelier.chat.update;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class TelegramUpdateReaderTest {

    private final TelegramUpdateReader reader = new TelegramUpdateReader(new JsonMapper());

    @Test
    void readsAMessage() {
        String update = """
                {"update_id":9001,"message":{"message_id":5,"date":1790000000,"text":"/start",
                 "from":{"id":77,"is_bot":false,"first_name":"A","language_code":"uk"},"chat":{"id":77,"type":"private"}}}""";

        assertThat(reader.readUpdate(update))
                .contains(new IncomingTelegramUpdate(
                        9001, 77, true, new IncomingMessageContent.TextContent("/start"), "uk", false));
    }

    @Test
    void readsThatThePersonHasBlockedTheBot() {
        String update = """
                {"update_id":9002,"my_chat_member":{"chat":{"id":77,"type":"private"},"from":{"id":77},
                 "old_chat_member":{"status":"member"},"new_chat_member":{"status":"kicked"}}}""";

        assertThat(reader.readUpdate(update)).contains(new IncomingTelegramUpdate(9002, 77, true, null, null, true));
    }

    @Test
    void readsAnUpdateItDoesNotKnowAsOneAboutNobody() {
        assertThat(reader.readUpdate("{\"update_id\":9003,\"poll\":{\"id\":\"1\"}}"))
                .contains(new IncomingTelegramUpdate(9003, 0, false, null, null, false));
    }

    @Test
    void readsTheLargestSizeOfAPhotoThatMayBeDownloaded() {
        assertThat(content("""
                "media_group_id":"13","caption":"look","photo":[
                 {"file_id":"small","width":90,"height":120,"file_size":1200},
                 {"file_id":"large","width":960,"height":1280,"file_size":130000},
                 {"file_id":"middle","width":240,"height":320,"file_size":20000},
                 {"file_id":"huge","width":9600,"height":12800,"file_size":20971521}]""")).isEqualTo(new IncomingMessageContent.PhotoContent("large", null, "13"));
    }

    @Test
    void readsAPictureThatIsSentAsAFile() {
        assertThat(content("\"document\":{\"file_id\":\"f\",\"mime_type\":\"image/PNG\",\"file_size\":20971520}"))
                .isEqualTo(new IncomingMessageContent.PhotoContent("f", "image/png", null));
    }

    @Test
    void readsThatAPhotoIsTooLarge() {
        assertThat(content("\"document\":{\"file_id\":\"f\",\"mime_type\":\"image/png\",\"file_size\":20971521}"))
                .isEqualTo(new IncomingMessageContent.OversizedPhotoContent(null));
        assertThat(
                        content(
                                "\"photo\":[{\"file_id\":\"f\",\"width\":9,\"height\":9,\"file_size\":20971521}],\"media_group_id\":\"1\""))
                .isEqualTo(new IncomingMessageContent.OversizedPhotoContent("1"));
    }

    @Test
    void readsThatTheBotMayWrite() {
        assertThat(content("\"write_access_allowed\":{\"from_request\":true}"))
                .isEqualTo(new IncomingMessageContent.MessagesAllowedContent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"file_id\":\"f\",\"mime_type\":\"application/pdf\"}",
                "{\"file_id\":\"f\",\"mime_type\":\"image/svg+xml\"}",
                "{\"file_id\":\"f\",\"mime_type\":\"image/png\\r\\nX: y\"}",
                "{\"file_id\":\"f\"}",
                "{\"mime_type\":\"image/png\"}",
                "{}"
            })
    void readsAnyOtherFileAsNoPhoto(String document) {
        assertThat(content("\"document\":" + document)).isEqualTo(new IncomingMessageContent.OtherFileContent(null));
    }

    @Test
    void readsACommandThatStandsBelowAPhoto() {
        String photo = "\"photo\":[{\"file_id\":\"f\",\"width\":9,\"height\":9}]";
        assertThat(content(photo + ",\"caption\":\"/balance\""))
                .isEqualTo(new IncomingMessageContent.TextContent("/balance"));
        assertThat(content(photo + ",\"caption\":\"my /balance\""))
                .isInstanceOf(IncomingMessageContent.PhotoContent.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sticker", "voice", "video", "video_note", "audio", "contact", "location", "venue", "poll"})
    void readsWhatElsePeopleSend(String kind) {
        assertThat(content("\"" + kind + "\":{}")).isEqualTo(new IncomingMessageContent.OtherContent());
    }

    @Test
    void readsAnAnimationAsNoFile() {
        assertThat(content("\"animation\":{},\"document\":{\"file_id\":\"f\",\"mime_type\":\"image/gif\"}"))
                .isEqualTo(new IncomingMessageContent.OtherContent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"new_chat_members\":[]",
                "\"pinned_message\":{}",
                "\"successful_payment\":{}",
                "\"photo\":7",
                "\"text\":7"
            })
    void readsNothingFromWhatOnlyHappened(String member) {
        assertThat(content(member)).isNull();
    }

    private @Nullable IncomingMessageContent content(String members) {
        return reader.readUpdate("""
                        {"update_id":9001,"message":{"message_id":5,"from":{"id":77},
                         "chat":{"id":77,"type":"private"},%s}}""".formatted(members)).orElseThrow().content();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "7", "null", "{}", "{\"update_id\":\"x\"}", "{\"update_id\":1.5}", "{\"update_id\":1"})
    void refusesWhatIsNoUpdate(String text) {
        assertThat(reader.readUpdate(text)).isEmpty();
    }
}
