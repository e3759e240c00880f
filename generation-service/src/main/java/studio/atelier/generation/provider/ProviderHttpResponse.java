package studio.atelier.generation.provider;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.ImageProvider.FetchedPictureFile;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** A provider's response, read whole within the limit of its client. */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying megabytes would serve nothing
public record ProviderHttpResponse(int status, HttpHeaders headers, byte[] body) {

    /** Pictures are strings of base64, far longer than the parser's default; the client has bounded the body. */
    private static final int LONGEST_ANSWER = Integer.MAX_VALUE;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(LONGEST_ANSWER)
                            .maxDocumentLength(LONGEST_ANSWER)
                            .build())
                    .build())
            .build();

    /** Reads the response whatever its status. */
    public static Mono<ProviderHttpResponse> readResponse(ClientResponse response) {
        return response.bodyToMono(byte[].class)
                .defaultIfEmpty(new byte[0])
                .map(body -> new ProviderHttpResponse(
                        response.statusCode().value(), response.headers().asHttpHeaders(), body));
    }

    public boolean isSuccessful() {
        return status >= 200 && status < 300;
    }

    /** Whether the body is declared as a picture. */
    public boolean isPicture() {
        return contentType().toLowerCase(Locale.ROOT).startsWith("image/");
    }

    /** The body as a picture file of the declared type. */
    public FetchedPictureFile toPictureFile() {
        return new FetchedPictureFile(body, contentType());
    }

    private String contentType() {
        return headerValue(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_OCTET_STREAM_VALUE);
    }

    /** Whether a header says {@code true}. */
    public boolean hasTrueHeader(String name) {
        return headerValue(name, "").strip().equalsIgnoreCase("true");
    }

    /** The first value of a header, or the other value if there is none. */
    public String headerValue(String name, String otherwise) {
        String value = headers.getFirst(name);
        return value == null ? otherwise : value;
    }

    /**
     * The body as JSON; a missing node if it is not JSON. Fails with {@link ProviderException.TooLarge} if it is nested
     * more deeply than any answer is.
     */
    public JsonNode readJson() {
        try {
            return JSON.readTree(body);
        } catch (StreamConstraintsException e) {
            throw new ProviderException.TooLarge("answer_too_large", e);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    /**
     * What an error status means where the provider's documentation says nothing else.
     *
     * @param detail the code of the exception
     */
    public ProviderException toFailure(String detail) {
        return switch (status) {
            case 401, 403 -> new ProviderException.AccountTrouble(detail);
            case 402 -> new ProviderException.OutOfCredit(detail);
            case 429 -> new ProviderException.Busy(detail, null);
            // A proxy got no answer; the provider may be making the image.
            case 408, 504, 524 -> new ProviderException.Unanswered(detail, null);
            default ->
                status >= 400 && status < 500
                        ? new ProviderException.Refused(detail)
                        : new ProviderException.Broken(detail, null);
        };
    }

    /** Whether the body contains one of these texts, in lower case, in any case. */
    public boolean mentionsAny(String... texts) {
        String said = new String(body, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        for (String text : texts) {
            if (said.contains(text)) {
                return true;
            }
        }
        return false;
    }
}
