package studio.atelier.generation.picture;

import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.springframework.stereotype.Component;

/**
 * Reads picture files that anyone may have made. Heavy and blocking: callers run it within {@link DecodingCapacity}.
 * Everything that is wrong with a file is a {@link PictureException}.
 */
@Component
public class PictureFileReader {

    PictureFileReader() {
        ImageIO.setUseCache(false); // memory is budgeted, files would not be
        ImageIO.scanForPlugins(); // here, where the class path of the application is in sight
    }

    /** Reads what the file says about itself, walking it to its end, without decoding. */
    public PictureFileHeader inspectFile(byte[] bytes) {
        return takeApart(bytes).header();
    }

    /**
     * Decodes a picture whole, to sRGB. An interrupt of the thread stops it.
     *
     * @param every reads only every n-th pixel of every n-th row, to save memory; 1 for all
     */
    public BufferedImage decodeFile(byte[] bytes, int every) {
        ParsedPictureFile file = takeApart(bytes);
        if (file.header().animated()) {
            throw new PictureException("More than one frame");
        }
        try {
            return SrgbColourConversion.toSrgb(readPixels(file, every), file.colours());
        } catch (IOException | RuntimeException e) {
            // Decoders answer damaged files with any unchecked exception.
            throw e instanceof PictureException known ? known : new PictureException("Cannot be decoded", e);
        }
    }

    /** The file without metadata and without what follows its end; the same pixels, bit for bit. Not for WebP. */
    public byte[] stripMetadata(byte[] bytes) {
        return takeApart(bytes).stripMetadata();
    }

    private static ParsedPictureFile takeApart(byte[] bytes) {
        PictureFileFormat format = PictureFileFormat.ofMagic(bytes);
        if (format == null) {
            throw new PictureException("No picture that we read");
        }
        BoundedFileBytes file = new BoundedFileBytes(bytes);
        return switch (format) {
            case JPEG -> JpegFileParser.parse(file);
            case PNG -> PngFileParser.parse(file);
            case WEBP -> WebpFileParser.parse(file);
        };
    }

    private static BufferedImage readPixels(ParsedPictureFile file, int every) throws IOException {
        ImageReader reader = readerOf(file.header().format());
        DecoderReadWatch watch = new DecoderReadWatch();
        reader.addIIOReadWarningListener(watch);
        reader.addIIOReadProgressListener(watch);
        byte[] stripped = file.stripMetadata();
        try (ImageInputStream in = DecoderReadWatch.streamOf(stripped)) {
            reader.setInput(in, true, true);
            ImageReadParam parameters = reader.getDefaultReadParam();
            parameters.setSourceSubsampling(every, every, 0, 0);
            if (reader.getWidth(0) != file.header().width()
                    || reader.getHeight(0) != file.header().height()) {
                throw new PictureException("Two sizes in one file");
            }
            BufferedImage image = reader.read(0, parameters);
            watch.checkComplete();
            if (file.header().format() == PictureFileFormat.WEBP) {
                WebpAlphaChannel.restoreAlpha(stripped, image, file.header().width(), every);
            }
            return image;
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader readerOf(PictureFileFormat format) {
        var readers = ImageIO.getImageReadersByMIMEType(format.contentType());
        if (!readers.hasNext()) {
            throw new IllegalStateException("No reader for " + format + " on the class path");
        }
        return readers.next();
    }
}
