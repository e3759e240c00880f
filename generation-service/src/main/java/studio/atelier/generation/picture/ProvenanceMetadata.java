package studio.atelier.generation.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Declares inside a picture file, as XMP, that it was made by a trained model (IPTC digital source type). */
public final class ProvenanceMetadata {

    /** The IPTC term for pictures made by a trained model. */
    public static final String DIGITAL_SOURCE_TYPE =
            "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

    private static final String XMP = """
            <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/">
             <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
              <rdf:Description rdf:about=""
                xmlns:xmp="http://ns.adobe.com/xap/1.0/"
                xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
                xmp:CreatorTool="Atelier"
                Iptc4xmpExt:DigitalSourceType="%s"/>
             </rdf:RDF>
            </x:xmpmeta>
            <?xpacket end="r"?>""".formatted(DIGITAL_SOURCE_TYPE);

    private static final String JPEG_NAMESPACE = "http://ns.adobe.com/xap/1.0/\0";
    private static final String PNG_KEYWORD = "XML:com.adobe.xmp";

    private ProvenanceMetadata() {}

    /** Returns the JPEG file with the statement added; the file contains no other XMP. */
    public static byte[] inJpeg(byte[] file) {
        byte[] content = toBytes(JPEG_NAMESPACE + XMP);
        ByteBuffer segment = ByteBuffer.allocate(4 + content.length)
                .put((byte) 0xff)
                .put((byte) 0xe1)
                .putShort((short) (2 + content.length))
                .put(content);
        return insertAt(file, JpegFileParser.placeForMetadata(file), segment.array());
    }

    /** Returns the PNG file with the statement added; the file contains no other XMP. */
    public static byte[] inPng(byte[] file) {
        // keyword, then: not compressed, method 0, no language, no translated keyword
        byte[] content = toBytes("iTXt" + PNG_KEYWORD + "\0\0\0\0\0" + XMP);
        CRC32 sum = new CRC32();
        sum.update(content);
        ByteBuffer chunk = ByteBuffer.allocate(8 + content.length)
                .putInt(content.length - 4)
                .put(content)
                .putInt((int) sum.getValue());
        return insertAt(file, PngFileParser.PLACE_FOR_METADATA, chunk.array());
    }

    private static byte[] toBytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] insertAt(byte[] file, int place, byte[] addition) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(file.length + addition.length);
        out.write(file, 0, place);
        out.writeBytes(addition);
        out.write(file, place, file.length - place);
        return out.toByteArray();
    }
}
