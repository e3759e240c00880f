package studio.atelier.generation.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;

class SignedFileLinksTest {

    private static final String KEY = "a-key-for-tests-that-is-long-enough";
    private static final String OTHER_KEY = "another-key-for-tests-long-enough-too";
    private static final Instant NOON = Instant.parse("2026-11-20T12:07:00Z");

    private final UUID image = UUID.randomUUID();

    @Test
    void aLinkOpensWhatItNames() {
        Parts link = parts(linksAt(NOON).createLink(image, LinkedFileVariant.FULL));
        assertThat(link.check(linksAt(NOON))).isEqualTo(Duration.ofMinutes(53));
    }

    @Test
    void staysTheSameWithinAQuarterOfAnHour() {
        String link = linksAt(NOON).createLink(image, LinkedFileVariant.FULL);
        assertThat(linksAt(NOON.plusSeconds(7 * 60)).createLink(image, LinkedFileVariant.FULL))
                .isEqualTo(link);
        assertThat(linksAt(NOON.plusSeconds(8 * 60)).createLink(image, LinkedFileVariant.FULL))
                .isNotEqualTo(link);
    }

    @Test
    void neverLastsLongerThanAnHour() {
        for (int second = 0; second < 3600; second += 61) {
            Instant now = NOON.plusSeconds(second);
            Duration left = parts(linksAt(now).createLink(image, LinkedFileVariant.FULL))
                    .check(linksAt(now));
            assertThat(left).isBetween(Duration.ofMinutes(45), Duration.ofHours(1));
        }
    }

    @Test
    void anOldLinkSaysThatItIsOld() {
        Parts link = parts(linksAt(NOON).createLink(image, LinkedFileVariant.FULL));
        link.check(linksAt(Instant.parse("2026-11-20T12:59:59Z")));
        assertThatThrownBy(() -> link.check(linksAt(Instant.parse("2026-11-20T13:00:00Z"))))
                .isInstanceOf(SignedLinkException.LinkExpiredException.class);
    }

    @Test
    void nothingOfALinkCanBeChanged() {
        Parts link = parts(linksAt(NOON).createLink(image, LinkedFileVariant.THUMBNAIL));
        SignedFileLinks links = linksAt(NOON);
        assertForged(links, new Parts(UUID.randomUUID(), link.variant, link.exp, link.kid, link.sig));
        assertForged(links, new Parts(link.id, LinkedFileVariant.FULL, link.exp, link.kid, link.sig));
        assertForged(links, new Parts(link.id, link.variant, link.exp + 3600, link.kid, link.sig));
        assertForged(links, new Parts(link.id, link.variant, link.exp, "00000000", link.sig));
        assertForged(links, new Parts(link.id, link.variant, link.exp, link.kid, link.sig + "A"));
        assertForged(links, new Parts(link.id, link.variant, link.exp, link.kid, ""));
        assertForged(links, new Parts(link.id, link.variant, link.exp, link.kid, "подпись"));
        char last = link.sig.charAt(0) == 'A' ? 'B' : 'A';
        assertForged(links, new Parts(link.id, link.variant, link.exp, link.kid, last + link.sig.substring(1)));
    }

    @Test
    void anOldForgeryIsAForgery() {
        Parts link = parts(linksAt(NOON).createLink(image, LinkedFileVariant.FULL));
        assertForged(
                linksAt(NOON.plusSeconds(7200)), new Parts(link.id, link.variant, link.exp - 1, link.kid, link.sig));
    }

    @Test
    void anotherKeyDoesNotOpenIt() {
        Parts link = parts(linksAt(NOON).createLink(image, LinkedFileVariant.FULL));
        assertForged(
                new SignedFileLinks(new SignedLinkProperties(OTHER_KEY, "", host()), Clock.fixed(NOON, ZoneOffset.UTC)),
                link);
    }

    @Test
    void thePreviousKeyStillOpensButSignsNoMore() {
        Parts old = parts(linksAt(NOON).createLink(image, LinkedFileVariant.FULL));
        SignedFileLinks turned = new SignedFileLinks(
                new SignedLinkProperties(OTHER_KEY, KEY, host()), Clock.fixed(NOON, ZoneOffset.UTC));
        old.check(turned);
        assertThat(parts(turned.createLink(image, LinkedFileVariant.FULL)).kid).isNotEqualTo(old.kid);
    }

    @Test
    void leadsToThePublicAddress() {
        assertThat(linksAt(NOON).createLink(image, LinkedFileVariant.DOWNLOAD))
                .startsWith("https://studio.example/images/" + image + "/download?exp=1795179600&kid=");
    }

    @Test
    void aShortKeyStopsTheStart() {
        assertThatThrownBy(() -> new SignedLinkProperties("short", "", host()))
                .hasMessageContaining("ATELIER_IMAGE_LINK_KEY");
    }

    @Test
    void settingsDoNotShowTheKey() {
        assertThat(new SignedLinkProperties(KEY, OTHER_KEY, host()).toString()).doesNotContain(KEY, OTHER_KEY);
    }

    private static void assertForged(SignedFileLinks links, Parts link) {
        assertThatThrownBy(() -> link.check(links)).isInstanceOf(SignedLinkException.LinkForgedException.class);
    }

    private static SignedFileLinks linksAt(Instant now) {
        return new SignedFileLinks(new SignedLinkProperties(KEY, null, host()), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static URI host() {
        return URI.create("https://studio.example");
    }

    private static Parts parts(String link) {
        UriComponents uri = UriComponentsBuilder.fromUriString(link).build();
        return new Parts(
                UUID.fromString(uri.getPathSegments().get(1)),
                LinkedFileVariant.ofPathName(uri.getPathSegments().get(2)).orElseThrow(),
                Long.parseLong(uri.getQueryParams().getFirst("exp")),
                uri.getQueryParams().getFirst("kid"),
                uri.getQueryParams().getFirst("sig"));
    }

    private record Parts(UUID id, LinkedFileVariant variant, long exp, String kid, String sig) {

        Duration check(SignedFileLinks links) {
            return links.checkLink(id, variant, exp, kid, sig);
        }
    }
}
