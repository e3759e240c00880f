package studio.atelier.auth.initdata;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Writes initData as Telegram does, for tests: {@code anInitData().of(7).at(now).signedFor(token)}. */
public final class InitDataSigner {

    private final Map<String, String> pairs = new LinkedHashMap<>();

    private InitDataSigner() {}

    public static InitDataSigner anInitData() {
        return new InitDataSigner()
                .with("query_id", "AAHdF6IQAAAAAN0XohDhrOrc")
                .of(7)
                .with("chat_type", "private");
    }

    public InitDataSigner of(long telegramId) {
        return of(telegramId, "ru", false);
    }

    public InitDataSigner of(long telegramId, String language, boolean premium) {
        return with(
                "user",
                "{\"id\":%d,\"first_name\":\"Олена\",\"username\":\"olena\",\"language_code\":\"%s\",\"is_premium\":%s}"
                        .formatted(telegramId, language, premium));
    }

    public InitDataSigner at(Instant authDate) {
        return with("auth_date", Long.toString(authDate.getEpochSecond()));
    }

    public InitDataSigner with(String key, String value) {
        pairs.put(key, value);
        return this;
    }

    public String signedFor(String botToken) {
        String content = new TreeMap<>(pairs)
                .entrySet().stream()
                        .map(pair -> pair.getKey() + "=" + pair.getValue())
                        .collect(Collectors.joining("\n"));
        byte[] secret = hmac("WebAppData".getBytes(UTF_8), botToken);
        return unsigned() + "&hash=" + HexFormat.of().formatHex(hmac(secret, content));
    }

    public String unsigned() {
        return pairs.entrySet().stream()
                .map(pair -> pair.getKey() + "=" + URLEncoder.encode(pair.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static byte[] hmac(byte[] key, String message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
