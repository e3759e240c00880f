package studio.atelier.sandbox.telegram.console;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import studio.atelier.sandbox.SandboxProperties;
import studio.atelier.sandbox.telegram.Chats;
import studio.atelier.sandbox.telegram.People;
import studio.atelier.sandbox.telegram.Person;
import tools.jackson.databind.json.JsonMapper;

/** Issues initData as Telegram does when a user opens the Mini App from the bot's menu button. */
@Component
public class InitDataIssuer {

    private final People people;
    private final Chats chats;
    private final InitDataSigner signer;
    private final SandboxProperties.Telegram settings;
    private final JsonMapper json;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    InitDataIssuer(
            People people,
            Chats chats,
            InitDataSigner signer,
            SandboxProperties properties,
            JsonMapper json,
            Clock clock) {
        this.people = people;
        this.chats = chats;
        this.signer = signer;
        this.settings = properties.telegram();
        this.json = json;
        this.clock = clock;
    }

    /** Fresh initData of this user. */
    public String issue(long telegramId) {
        return issue(InitDataRequest.of(telegramId)).initData();
    }

    IssuedInitData issue(InitDataRequest request) {
        long offset = request.authDateOffsetSeconds() == null ? 0 : request.authDateOffsetSeconds();
        long authDate = clock.instant().getEpochSecond() + offset;
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("query_id", freshQueryId());
        fields.put("user", json.writeValueAsString(userOf(request)));
        fields.put("auth_date", Long.toString(authDate));
        if (request.startParam() != null) {
            fields.put("start_param", request.startParam());
        }
        try {
            String initData = signer.sign(fields, or(request.botToken(), settings.botToken()));
            return new IssuedInitData(initData, authDate, signer.publicKeyHex());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks HmacSHA256 or Ed25519", e);
        }
    }

    private Map<String, Object> userOf(InitDataRequest request) {
        Person known = people.byId(request.telegramId());
        Person person = new Person(
                known.telegramId(),
                or(request.firstName(), known.firstName()),
                request.lastName() == null ? known.lastName() : request.lastName(),
                request.username() == null ? known.username() : request.username(),
                or(request.languageCode(), known.languageCode()),
                request.premium() == null ? known.premium() : request.premium(),
                known.operator());
        Map<String, Object> user = person.asUser();
        user.remove("is_bot");
        if (chats.isOpenToBot(request.telegramId())) {
            user.put("allows_write_to_pm", true);
        }
        return user;
    }

    private String freshQueryId() {
        byte[] bytes = new byte[15];
        random.nextBytes(bytes);
        return "AA" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String or(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }

    /**
     * Signed initData.
     *
     * @param initData the raw query string
     * @param publicKey the Ed25519 key that verifies its {@code signature}, 32 bytes in hex
     */
    record IssuedInitData(String initData, long authDate, String publicKey) {}
}
