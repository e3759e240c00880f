package studio.atelier.sandbox.picture;

import java.util.Base64;
import java.util.Random;

/** Results that a client must reject as images. */
public final class BadPictures {

    private static final byte[] GIF =
            Base64.getDecoder().decode("R0lGODlhAQABAIAAAP8AAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==");
    private static final int HEADER_BYTES = 24;

    private BadPictures() {}

    public static byte[] gif() {
        return GIF.clone();
    }

    /** The image's first bytes, so that it looks like one, and noise after them. */
    public static byte[] scrambled(byte[] image) {
        byte[] noise = new byte[Math.max(image.length, 1024)];
        new Random(image.length).nextBytes(noise);
        System.arraycopy(image, 0, noise, 0, Math.min(HEADER_BYTES, image.length));
        return noise;
    }
}
