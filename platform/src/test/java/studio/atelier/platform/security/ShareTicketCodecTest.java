package studio.atelier.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.security.ShareTicketCodec.ShareTicket;

class ShareTicketCodecTest {

    private static final String KEY = "a-key-for-the-tickets-of-these-tests";
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final ShareTicket TICKET =
            new ShareTicket(UserId.ofTelegram(7), "https://atelier.example/photo", "https://atelier.example/thumbnail");

    @Test
    void readsWhatItWrote() {
        assertThat(at(NOW).readTicket(at(NOW).writeTicket(TICKET))).contains(TICKET);
    }

    @Test
    void takesATicketUntilItsTimeIsOver() {
        String ticket = at(NOW).writeTicket(TICKET);
        Instant end = NOW.plus(ShareTicketCodec.LIFETIME);

        assertThat(at(end.minusSeconds(1)).readTicket(ticket)).isPresent();
        assertThat(at(end).readTicket(ticket)).isEmpty();
    }

    @Test
    void refusesATicketOfAnotherKey() {
        ShareTicketCodec others = new ShareTicketCodec("another-key-that-is-just-as-long-as-ours", clockAt(NOW));

        assertThat(at(NOW).readTicket(others.writeTicket(TICKET))).isEmpty();
    }

    @Test
    void refusesATicketThatWasChanged() {
        String[] parts = at(NOW).writeTicket(TICKET).split("\\.");
        String other = at(NOW).writeTicket(new ShareTicket(UserId.ofTelegram(8), "https://a", "https://b"))
                .split("\\.")[1];

        assertThat(at(NOW).readTicket(parts[0] + "." + other + "." + parts[2])).isEmpty();
    }

    @Test
    void refusesWhatWasSignedWithItsKeyForAnotherPurpose() throws Exception {
        assertThat(at(NOW).readTicket(signed("elsewhere"))).isEmpty();
        assertThat(at(NOW).readTicket(signed("share"))).isPresent();
    }

    @Test
    void refusesAnUnsignedTicket() {
        assertThat(at(NOW).readTicket(new PlainJWT(claims("share")).serialize()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "..", "eyJhbGciOiJIUzI1NiJ9..", "eyJhbGciOiJIUzI1NiJ9.e30.AAAA"})
    void refusesWhatIsNoTicket(String text) {
        assertThat(at(NOW).readTicket(text)).isEmpty();
    }

    @Test
    void refusesAShortKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ShareTicketCodec("short", clockAt(NOW)))
                .withMessageContaining("ATELIER_SHARE_TICKET_KEY");
    }

    private static String signed(String audience) throws Exception {
        SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims(audience));
        jwt.sign(new MACSigner(KEY.getBytes(StandardCharsets.UTF_8)));
        return jwt.serialize();
    }

    private static JWTClaimsSet claims(String audience) {
        return new JWTClaimsSet.Builder()
                .audience(audience)
                .subject(TICKET.owner().value().toString())
                .expirationTime(Date.from(NOW.plusSeconds(60)))
                .claim("photo_url", TICKET.photoUrl())
                .claim("thumbnail_url", TICKET.thumbnailUrl())
                .build();
    }

    private static ShareTicketCodec at(Instant now) {
        return new ShareTicketCodec(KEY, clockAt(now));
    }

    private static Clock clockAt(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }
}
