package studio.atelier.generation.provider;

import java.util.Base64;
import java.util.Locale;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;
import studio.atelier.generation.provider.ImageProvider.FetchedPictureFile;
import studio.atelier.generation.provider.ImageProvider.InputPictureFile;

/** Picture files as text: bare base64, or a {@code data:} URI (RFC 2397) with base64. */
public final class EmbeddedPictures {

    private static final String SCHEME = "data:";
    private static final String ENCODING = ";base64";

    private EmbeddedPictures() {}

    /** Whether the text is a {@code data:} URI. */
    public static boolean isDataUri(String text) {
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /**
     * Decodes bare base64, whose type is left open, or a {@code data:} URI.
     *
     * @param provider begins the detail code of the failure
     * @param largest of the decoded file
     * @throws ProviderException.Unusable if it is neither, or too large
     */
    public static FetchedPictureFile decodePicture(String provider, String text, DataSize largest) {
        int comma = isDataUri(text) ? text.indexOf(',') : -1;
        if (isDataUri(text) && (comma < 0 || !text.substring(0, comma).endsWith(ENCODING))) {
            throw new ProviderException.Unusable(provider + "_bad_data_uri", null);
        }
        String type = comma < 0 ? "" : text.substring(SCHEME.length(), comma - ENCODING.length());
        return new FetchedPictureFile(
                decodeBase64(provider, text.substring(comma + 1), largest),
                type.isBlank() ? MediaType.APPLICATION_OCTET_STREAM_VALUE : type.toLowerCase(Locale.ROOT));
    }

    private static byte[] decodeBase64(String provider, String base64, DataSize largest) {
        if (base64.length() / 4 * 3L > largest.toBytes()) {
            throw new ProviderException.TooLarge(provider + "_picture_too_large", null);
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new ProviderException.Unusable(provider + "_bad_base64", e);
        }
    }

    /** The file as a {@code data:} URI. */
    public static String toDataUri(InputPictureFile picture) {
        return SCHEME + picture.contentType() + ENCODING + "," + toBase64(picture);
    }

    /** The file as bare base64. */
    public static String toBase64(InputPictureFile picture) {
        return Base64.getEncoder().encodeToString(picture.bytes());
    }
}
