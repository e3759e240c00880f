package studio.atelier.generation.upload.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static studio.atelier.generation.TestPeople.somebody;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import studio.atelier.generation.PictureServiceTest;
import studio.atelier.generation.TestPeople;
import studio.atelier.generation.TestStore;
import studio.atelier.generation.picture.PictureFixtures;

/** Clients write part headers in many ways; each photo is stored or refused with a reason. */
@PictureServiceTest
class PartHeadersIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final byte[] JPEG = PictureFixtures.jpeg(160, 120);
    private static final byte[] PNG = PictureFixtures.png(160, 120);
    private static final byte[] HTML = PictureFixtures.ascii("<html></html>");
    private static final String FORM = "multipart/form-data; boundary=x";
    private static final String NAMED = "Content-Disposition: form-data; name=\"file\"; filename=\"me.jpg\"\r\n";
    private static final String UNNAMED = "Content-Disposition: form-data; name=\"file\"\r\n";

    @LocalServerPort
    int port;

    @Autowired
    TestPeople people;

    @Autowired
    TestStore store;

    static Stream<Arguments> taken() {
        return Stream.of(
                part(NAMED + "Content-Type: image/jpeg; charset=binary\r\n", JPEG),
                part(NAMED + "Content-Type: image/jpeg; charset=klingon\r\n", JPEG),
                part(NAMED + "Content-Type: image/jpeg; charset=\"\r\n", JPEG),
                part(NAMED + "content-type:IMAGE/JPEG\r\n", JPEG),
                part(NAMED + "Content-Type: image/jpg\r\n", JPEG),
                part(NAMED + "Content-Type: image/pjpeg\r\n", JPEG),
                part(NAMED + "Content-Type: application/octet-stream\r\n", JPEG),
                part(NAMED + "Content-Type: image/*\r\n", JPEG),
                part(NAMED + "Content-Type:\r\n", JPEG),
                part(NAMED, JPEG),
                part(UNNAMED, JPEG),
                part(UNNAMED, PNG),
                part(UNNAMED + "Content-Type: image/x-png\r\n", PNG),
                part(UNNAMED + "Content-Type: application/octet-stream\r\n", PNG),
                part("Content-Disposition: form-data; name=file; filename=photo\r\n", PNG),
                part("Content-Disposition: form-data; name=\"file\"; filename=\"photo.\"\r\n", PNG),
                part("Content-Disposition: form-data; name=\"file\"; filename=\"\"\r\n", PNG),
                part("Content-Disposition: form-data; name=\"file\"; filename=\"\u00cf\u00f0.jpg\"\r\n", JPEG),
                part("Content-Disposition: form-data; name=\"file\"; filename*=windows-1251''%CF%F0.jpg\r\n", JPEG),
                part("Content-Disposition: form-data; name=\"file\"; filename*=UTF-8''%zz%.jpg\r\n", JPEG),
                part("Content-Disposition: form-data; filename*=klingon''a.jpg; name=\"file\"\r\n", JPEG),
                part(NAMED + "X-Long: " + "a".repeat(7_000) + "\r\n", JPEG),
                part(NAMED + "X-Empty:\r\nno colon\r\n: no name\r\n", JPEG));
    }

    @ParameterizedTest
    @MethodSource("taken")
    void takesAPhoto(String headers, byte[] content) throws Exception {
        assertThat(post(FORM, body(headers, content)).statusCode()).isEqualTo(201);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                part(NAMED + "Content-Type: image//jpeg\r\n", JPEG, 422, "UPLOAD_TYPE_MISMATCH"),
                part(NAMED + "Content-Type: \"><x/y>\r\n", JPEG, 422, "UPLOAD_TYPE_MISMATCH"),
                part(UNNAMED + "Content-Type: jpeg\r\n", JPEG, 415, "UPLOAD_TYPE_NOT_ALLOWED"),
                part(UNNAMED + "Content-Type: image/webp\r\n", PNG, 422, "UPLOAD_TYPE_MISMATCH"),
                part(NAMED, PNG, 422, "UPLOAD_TYPE_MISMATCH"),
                part(NAMED + "Content-Type: application/octet-stream\r\n", HTML, 422, "UPLOAD_TYPE_MISMATCH"),
                part(UNNAMED, HTML, 415, "UPLOAD_TYPE_NOT_ALLOWED"),
                part(UNNAMED, new byte[0], 422, "UPLOAD_EMPTY"),
                part(UNNAMED, new byte[] {1}, 415, "UPLOAD_TYPE_NOT_ALLOWED"),
                part("Content-Disposition: form-data; filename=\"me.jpg\"\r\n", JPEG, 400, "UPLOAD_MISSING_FILE"),
                part("Content-Disposition: form-data; name=\"\"\r\n", JPEG, 400, "UPLOAD_MISSING_FILE"),
                part("Content-Disposition:\r\n", JPEG, 400, "UPLOAD_MISSING_FILE"),
                part("Content-Disposition: ;;;=\r\n", JPEG, 400, "UPLOAD_MISSING_FILE"),
                part(
                        "Content-Disposition: form-data; name=\"file\"; filename=\"=?klingon?B?YQ==?=\"\r\n",
                        JPEG,
                        400,
                        "UPLOAD_MISSING_FILE"),
                part("Content-Type: image/jpeg\r\n", JPEG, 400, "UPLOAD_MISSING_FILE"),
                part("", JPEG, 400, "UPLOAD_MISSING_FILE"),
                part(NAMED + "X-Long: " + "a".repeat(9_000) + "\r\n", JPEG, 400, "MALFORMED_REQUEST"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void saysWhatIsWrong(String headers, byte[] content, int status, String code) throws Exception {
        refuses(FORM, body(headers, content), status, code);
    }

    @Test
    void takesTheLongestBoundary() throws Exception {
        String boundary = "x".repeat(70);

        HttpResponse<String> answer = post("multipart/form-data; boundary=" + boundary, withBoundary(boundary));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    static Stream<Arguments> brokenForms() {
        byte[] good = body(NAMED, JPEG);
        byte[] many =
                PictureFixtures.concat("--x\r\nA: b\r\n\r\n\r\n".repeat(20).getBytes(ISO_8859_1), good);
        return Stream.of(
                arguments("multipart/form-data", good, 400, "MALFORMED_REQUEST"),
                arguments("multipart/form-data; boundary=", good, 415, "UNSUPPORTED_MEDIA_TYPE"),
                arguments("multipart/form-data; boundary=\"\"", good, 400, "MALFORMED_REQUEST"),
                arguments("multipart/form-data; boundary=y", good, 400, "MALFORMED_REQUEST"),
                arguments(
                        "multipart/form-data; boundary=" + "x".repeat(71),
                        withBoundary("x".repeat(71)),
                        400,
                        "MALFORMED_REQUEST"),
                arguments("multipart/form-data; boundary=x; charset=klingon", good, 415, "UNSUPPORTED_MEDIA_TYPE"),
                arguments("multipart/mixed; boundary=x", good, 415, "UNSUPPORTED_MEDIA_TYPE"),
                arguments("\"><x/y>", good, 415, "UNSUPPORTED_MEDIA_TYPE"),
                arguments(FORM, new byte[0], 400, "MALFORMED_REQUEST"),
                arguments(FORM, PictureFixtures.ascii("--x--"), 400, "UPLOAD_MISSING_FILE"),
                arguments(FORM, PictureFixtures.ascii("--x"), 400, "MALFORMED_REQUEST"),
                arguments(FORM, PictureFixtures.ascii("--xy\r\n"), 400, "MALFORMED_REQUEST"),
                arguments(FORM, PictureFixtures.ascii("--x\r\n"), 400, "MALFORMED_REQUEST"),
                arguments(FORM, many, 400, "MALFORMED_REQUEST"));
    }

    @ParameterizedTest
    @MethodSource("brokenForms")
    void refusesABrokenForm(String type, byte[] body, int status, String code) throws Exception {
        refuses(type, body, status, code);
    }

    private void refuses(String type, byte[] body, int status, String code) throws Exception {
        HttpResponse<String> answer = post(type, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue(HttpHeaders.CONTENT_TYPE)).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
        assertThat(store.temporaryFiles()).isEmpty();
    }

    /** Spring's clients refuse to send some of these. */
    private HttpResponse<String> post(String type, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1/uploads"))
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + people.tokenOf(somebody()))
                .header(HttpHeaders.CONTENT_TYPE, type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static Arguments part(String headers, byte[] content, Object... expected) {
        return expected.length == 0
                ? arguments(headers, content)
                : arguments(headers, content, expected[0], expected[1]);
    }

    private static byte[] withBoundary(String boundary) {
        return PictureFixtures.concat(
                ("--" + boundary + "\r\n" + NAMED + "\r\n").getBytes(ISO_8859_1),
                JPEG,
                ("\r\n--" + boundary + "--\r\n").getBytes(ISO_8859_1));
    }

    private static byte[] body(String headers, byte[] content) {
        return PictureFixtures.concat(
                ("--x\r\n" + headers + "\r\n").getBytes(ISO_8859_1), content, "\r\n--x--\r\n".getBytes(ISO_8859_1));
    }
}
