package studio.atelier.sandbox.picture;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request to draw an image.
 *
 * @param prompt the caller's prompt
 * @param inputs picture files, in the caller's order; may be empty
 * @param seed determines what the prompt leaves open
 * @param aspectRatio such as {@code 3:4}, or {@code auto} for that of the first input
 * @param longSide pixels of the longer side
 * @param format of the file
 * @param label the end of the caption
 */
public record PictureOrder(
        String prompt, List<byte[]> inputs, long seed, String aspectRatio, int longSide, Format format, String label) {

    private static final Pattern SEED = Pattern.compile("(?i)\\bseed:?\\s*(\\d{1,18})");

    /** The seed that the prompt names, as {@code Seed: 7}. */
    public static OptionalLong seedIn(String prompt) {
        Matcher named = SEED.matcher(prompt);
        return named.find() ? OptionalLong.of(Long.parseLong(named.group(1))) : OptionalLong.empty();
    }

    /** The same order for these inputs. */
    public PictureOrder withInputs(List<byte[]> replacement) {
        return new PictureOrder(prompt, replacement, seed, aspectRatio, longSide, format, label);
    }

    /** The two formats that the stand-ins offer. */
    public enum Format {
        PNG("png", "image/png", "png"),
        JPEG("jpeg", "image/jpeg", "jpg");

        private final String writer;
        private final String contentType;
        private final String extension;

        Format(String writer, String contentType, String extension) {
            this.writer = writer;
            this.contentType = contentType;
            this.extension = extension;
        }

        /** The format's name in a request: {@code png}, {@code jpg} or {@code jpeg}. */
        public static Format named(String name) {
            return "png".equals(name) ? PNG : JPEG;
        }

        String writer() {
            return writer;
        }

        public String contentType() {
            return contentType;
        }

        public String extension() {
            return extension;
        }
    }
}
