package studio.atelier.e2e;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The parts of an image link, so that tests can make expired links and forged ones. */
record PictureLink(String picture, String variant, String keyId, String signature, Instant end) {

    static PictureLink parse(String link) {
        URI address = URI.create(link);
        String[] path = address.getPath().split("/");
        Map<String, String> query = Arrays.stream(address.getQuery().split("&"))
                .map(part -> part.split("=", 2))
                .collect(Collectors.toMap(part -> part[0], part -> part[1]));
        return new PictureLink(
                path[2],
                path[3],
                query.get("kid"),
                query.get("sig"),
                Instant.ofEpochSecond(Long.parseLong(query.get("exp"))));
    }

    /** An expired link, signed with the service's key. */
    String endedAnHourAgo(Stack stack) {
        long expires = Instant.now().minus(Duration.ofHours(1)).getEpochSecond();
        String statement = String.join("\n", "atelier-link-1", picture, variant, Long.toString(expires), keyId);
        return link(expires, mac(stack.setting("ATELIER_IMAGE_LINK_KEY"), statement));
    }

    /** A link with a changed expiry and the old signature, made without the key. */
    String prolongedWithoutTheKey() {
        return link(end.plus(Duration.ofDays(1)).getEpochSecond(), signature);
    }

    private String link(long expires, String sign) {
        return "http://localhost/images/%s/%s?exp=%d&kid=%s&sig=%s".formatted(picture, variant, expires, keyId, sign);
    }

    private static String mac(String key, String statement) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(statement.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
