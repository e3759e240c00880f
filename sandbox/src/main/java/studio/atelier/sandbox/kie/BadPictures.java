package studio.atelier.sandbox.kie;

import java.util.Base64;
import java.util.Random;

/** Results a client must not take for a picture. */
final class BadPictures {

    private static final byte[] GIF =
            Base64.getDecoder().decode("R0lGODlhAQABAIAAAP8AAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==");
    private static final int HEADER_BYTES = 24;

    private BadPictures() {}

    static byte[] gif() {
        return GIF.clone();
    }

    /** The picture's first bytes, so that it looks like one, and noise after them. */
    static byte[] scrambled(byte[] picture) {
        byte[] noise = new byte[Math.max(picture.length, 1024)];
        new Random(picture.length).nextBytes(noise);
        System.arraycopy(picture, 0, noise, 0, Math.min(HEADER_BYTES, picture.length));
        return noise;
    }
}
