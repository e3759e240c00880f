package studio.atelier.generation.picture;

import java.awt.AlphaComposite;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/** Valid and invalid picture files of every kind, created in memory. */
public final class PictureFixtures {

    private PictureFixtures() {}

    /** A picture whose four quarters are red (upper left), green, blue (lower left) and yellow. */
    public static BufferedImage quarters(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        int halfWidth = width / 2;
        int halfHeight = height / 2;
        fill(graphics, Color.RED, 0, 0, halfWidth, halfHeight);
        fill(graphics, Color.GREEN, halfWidth, 0, width - halfWidth, halfHeight);
        fill(graphics, Color.BLUE, 0, halfHeight, halfWidth, height - halfHeight);
        fill(graphics, Color.YELLOW, halfWidth, halfHeight, width - halfWidth, height - halfHeight);
        graphics.dispose();
        return image;
    }

    /** A gradient from one colour to another. */
    public static BufferedImage gradient(int width, int height, Color from, Color to) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, from, width, height, to));
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return image;
    }

    /** A PNG with a semi-transparent middle. */
    public static byte[] transparentPng(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = image.createGraphics();
        fill(graphics, Color.RED, 0, 0, width, height);
        graphics.setComposite(AlphaComposite.Src);
        fill(graphics, new Color(0, 0, 255, 100), width / 4, height / 4, width / 2, height / 2);
        graphics.dispose();
        return encode(image, "png");
    }

    public static byte[] jpeg(int width, int height) {
        return encode(quarters(width, height), "jpeg");
    }

    public static byte[] png(int width, int height) {
        return encode(quarters(width, height), "png");
    }

    public static byte[] gif(int width, int height) {
        return encode(quarters(width, height), "gif");
    }

    public static byte[] encode(BufferedImage image, String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, out)) {
                throw new IllegalArgumentException("No writer for " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The picture's pixels, by way of a PNG file, which loses nothing. */
    static BufferedImage pixelsOf(DecodedPicture picture) {
        try {
            return ImageIO.read(new ByteArrayInputStream(picture.toPng()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A JPEG with an orientation, a GPS position and a comment. */
    public static byte[] jpegWithExif(BufferedImage image, int orientation) {
        return withExif(encode(image, "jpeg"), orientation);
    }

    /** The JPEG with the same metadata. */
    public static byte[] withExif(byte[] file, int orientation) {
        byte[] exif = concat(ascii("Exif\0\0"), tiff(orientation));
        byte[] app1 = concat(new byte[] {(byte) 0xff, (byte) 0xe1}, u16(exif.length + 2), exif);
        byte[] remark = ascii("shot at home");
        byte[] com = concat(new byte[] {(byte) 0xff, (byte) 0xfe}, u16(remark.length + 2), remark);
        return concat(Arrays.copyOf(file, 2), app1, com, Arrays.copyOfRange(file, 2, file.length));
    }

    /** A JPEG whose single scan is repeated many times. */
    public static byte[] jpegWithScans(int width, int height, int scans) {
        byte[] file = jpeg(width, height);
        int scan = new String(file, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00da");
        byte[] repeated = Arrays.copyOfRange(file, scan, file.length - 2);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, scan);
        for (int i = 0; i < scans; i++) {
            out.writeBytes(repeated);
        }
        out.write(file, file.length - 2, 2);
        return out.toByteArray();
    }

    /** A PNG with an orientation and a text. */
    public static byte[] pngWithExif(BufferedImage image, int orientation) {
        byte[] file = encode(image, "png");
        return concat(
                Arrays.copyOf(file, 33),
                chunk("eXIf", tiff(orientation)),
                chunk("tEXt", ascii("parameters\0a secret prompt")),
                Arrays.copyOfRange(file, 33, file.length));
    }

    /** A small file of an enormous picture: its rows are all zero and compress to few bytes. */
    public static byte[] pngBomb(int width, int height) {
        return blackPng(width, height, 2, 4 << 20);
    }

    /** A black greyscale picture, which takes long to decode for its size. */
    public static byte[] blackPng(int width, int height) {
        return blackPng(width, height, 0, (width + 1) * height);
    }

    private static byte[] blackPng(int width, int height, int colourType, int dataBytes) {
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, (byte) colourType, 0, 0, 0})
                .array();
        return concat(
                PngFileParser.MAGIC,
                chunk("IHDR", header),
                chunk("IDAT", deflatedZeros(dataBytes)),
                chunk("IEND", new byte[0]));
    }

    /** An animated PNG. */
    public static byte[] animatedPng(int width, int height) {
        return animatedPng(width, height, 2);
    }

    /** A PNG with animation control chunks, whose first frame is the picture itself. */
    public static byte[] animatedPng(int width, int height, int frames) {
        byte[] control = ByteBuffer.allocate(8).putInt(frames).putInt(0).array();
        byte[] frame =
                ByteBuffer.allocate(26).putInt(0).putInt(width).putInt(height).array();
        return pngWith(pngWith(png(width, height), "fcTL", frame), "acTL", control);
    }

    /** The PNG with one more chunk, directly after IHDR. */
    public static byte[] pngWith(byte[] png, String type, byte[] content) {
        return concat(Arrays.copyOf(png, 33), chunk(type, content), Arrays.copyOfRange(png, 33, png.length));
    }

    /** The PNG with corrected checksums. */
    public static byte[] withRightSums(byte[] png) {
        ByteBuffer file = ByteBuffer.wrap(png.clone());
        int at = PngFileParser.MAGIC.length;
        while (at + 12 <= png.length && file.getInt(at) >= 0 && file.getInt(at) <= png.length - at - 12) {
            int end = at + 8 + file.getInt(at);
            CRC32 sum = new CRC32();
            sum.update(png, at + 4, end - at - 4);
            file.putInt(end, (int) sum.getValue());
            at = end + 4;
        }
        return file.array();
    }

    /** A picture that no format can compress to few bytes. */
    public static BufferedImage noise(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        Random random = new Random(7);
        Arrays.setAll(pixels, i -> random.nextInt());
        return image;
    }

    /** A lossy WebP with losslessly stored transparency, according to its headers. */
    public static byte[] webpWithLosslessAlpha(int width, int height) {
        byte[] canvas = concat(new byte[] {0x10, 0, 0, 0}, u24le(width - 1), u24le(height - 1));
        byte[] start = {0, 0, 0, (byte) 0x9d, 1, 0x2a};
        byte[] sides = {(byte) width, (byte) (width >> 8), (byte) height, (byte) (height >> 8)};
        return riff(concat(
                webpChunk("VP8X", canvas),
                webpChunk("ALPH", new byte[] {1, 0}),
                webpChunk("VP8 ", concat(start, sides))));
    }

    /** An animated WebP of one frame: the four quarters. */
    public static byte[] webpOfOneFrame() {
        byte[] still = webp();
        int at = new String(still, StandardCharsets.ISO_8859_1).indexOf("VP8 ");
        byte[] picture = Arrays.copyOfRange(still, at, still.length);
        byte[] canvas = concat(new byte[] {2, 0, 0, 0}, u24le(159), u24le(119));
        byte[] frame = concat(new byte[6], u24le(159), u24le(119), new byte[4], picture);
        return riff(concat(webpChunk("VP8X", canvas), webpChunk("ANIM", new byte[6]), webpChunk("ANMF", frame)));
    }

    /** A minimal animated WebP of this declared size, with two empty frames. */
    public static byte[] animatedWebp(int width, int height) {
        byte[] canvas = ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x02)
                .put(u24le(width - 1))
                .put(u24le(height - 1))
                .array();
        byte[] animation = new byte[6];
        return riff(concat(
                webpChunk("VP8X", canvas),
                webpChunk("ANIM", animation),
                webpChunk("ANMF", new byte[24]),
                webpChunk("ANMF", new byte[24])));
    }

    /** The four quarters, 160 by 120 pixels, lossy, as a browser's canvas writes them, with a colour profile. */
    public static byte[] webp() {
        return resource("/pictures/quarters.webp");
    }

    /** The same with a transparent window in the middle. */
    public static byte[] transparentWebp() {
        return resource("/pictures/window.webp");
    }

    /** A JPEG of exactly this length, padded with comments, which every reader skips. */
    public static byte[] padded(byte[] jpeg, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(length);
        out.write(jpeg, 0, 2);
        int left = length - jpeg.length;
        while (left > 0) {
            int remark = left > 60_000 + 4 ? 60_000 : left - 4;
            out.writeBytes(concat(new byte[] {(byte) 0xff, (byte) 0xfe}, u16(remark + 2), new byte[remark]));
            left -= remark + 4;
        }
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }

    /** An upright picture as a camera stores it in one of the eight orientations. */
    public static BufferedImage storedAs(BufferedImage upright, int orientation) {
        int width = upright.getWidth();
        int height = upright.getHeight();
        boolean turned = orientation > 4;
        BufferedImage stored =
                new BufferedImage(turned ? height : width, turned ? width : height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int right = width - 1 - x;
                int up = height - 1 - y;
                int[] place = switch (orientation) {
                    case 2 -> new int[] {right, y};
                    case 3 -> new int[] {right, up};
                    case 4 -> new int[] {x, up};
                    case 5 -> new int[] {y, x};
                    case 6 -> new int[] {y, right};
                    case 7 -> new int[] {up, right};
                    case 8 -> new int[] {up, x};
                    default -> new int[] {x, y};
                };
                stored.setRGB(place[0], place[1], upright.getRGB(x, y));
            }
        }
        return stored;
    }

    /** The file followed by an archive, as in a polyglot file. */
    public static byte[] withTrailing(byte[] file, String payload) {
        return concat(file, ascii(payload));
    }

    public static byte[] truncated(byte[] file, int length) {
        return Arrays.copyOf(file, length);
    }

    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether the bytes contain this text. */
    public static boolean contains(byte[] file, String text) {
        return new String(file, StandardCharsets.ISO_8859_1).contains(text);
    }

    /** A file from the test resources. */
    public static byte[] resource(String name) {
        try (InputStream in = PictureFixtures.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fill(Graphics2D graphics, Color colour, int x, int y, int width, int height) {
        graphics.setColor(colour);
        graphics.fillRect(x, y, width, height);
    }

    /** A TIFF structure with an orientation, a camera and a place (GPS), little-endian. */
    private static byte[] tiff(int orientation) {
        ByteBuffer tiff = ByteBuffer.allocate(140).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put(ascii("II")).putShort((short) 42).putInt(8);
        tiff.putShort((short) 3);
        entry(tiff, 0x010f, 2, 12, 50); // make
        entry(tiff, 0x0112, 3, 1, orientation);
        entry(tiff, 0x8825, 4, 1, 62); // GPS directory
        tiff.putInt(0);
        tiff.put(ascii("SpyCamera 3\0"));
        tiff.putShort((short) 2);
        entry(tiff, 1, 2, 2, 'N');
        entry(tiff, 2, 5, 3, 92);
        tiff.putInt(0);
        for (int part : new int[] {55, 45, 21}) {
            tiff.putInt(part).putInt(1);
        }
        return tiff.array();
    }

    private static void entry(ByteBuffer tiff, int tag, int type, int count, int value) {
        tiff.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }

    private static byte[] chunk(String type, byte[] content) {
        byte[] typed = concat(ascii(type), content);
        CRC32 sum = new CRC32();
        sum.update(typed);
        return concat(u32(content.length), typed, u32((int) sum.getValue()));
    }

    private static byte[] deflatedZeros(int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] zeros = new byte[64 * 1024];
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(out, new Deflater(9))) {
            for (int left = length; left > 0; left -= zeros.length) {
                deflated.write(zeros, 0, Math.min(left, zeros.length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] riff(byte[] chunks) {
        return concat(ascii("RIFF"), u32le(chunks.length + 4), ascii("WEBP"), chunks);
    }

    private static byte[] webpChunk(String type, byte[] content) {
        return concat(ascii(type), u32le(content.length), content);
    }

    private static byte[] u16(int value) {
        return ByteBuffer.allocate(2).putShort((short) value).array();
    }

    private static byte[] u32(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    private static byte[] u32le(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    private static byte[] u24le(int value) {
        return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16)};
    }
}
