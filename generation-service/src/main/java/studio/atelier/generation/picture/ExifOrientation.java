package studio.atelier.generation.picture;

/**
 * Reads the only EXIF value that is honoured. An invalid value counts as upright: pixels decide whether a file is
 * accepted.
 */
final class ExifOrientation {

    private static final int TAG = 0x0112;
    private static final int TYPE_SHORT = 3;
    private static final int ENTRY_LENGTH = 12;

    private ExifOrientation() {}

    /** Returns the orientation, 1 to 8, in the TIFF structure that starts here; 1 if there is none. */
    static int readOrientation(BoundedFileBytes file, int start) {
        try {
            return findOrientation(file, start);
        } catch (PictureException e) {
            return 1;
        }
    }

    private static int findOrientation(BoundedFileBytes file, int start) {
        boolean bigEndian = file.hasAscii(start, "MM");
        long directory = start + file.readUint32(start + 4, bigEndian);
        int entries = file.readUint16(directory, bigEndian);
        for (int i = 0; i < entries; i++) {
            long entry = directory + 2 + (long) i * ENTRY_LENGTH;
            if (file.readUint16(entry, bigEndian) == TAG && file.readUint16(entry + 2, bigEndian) == TYPE_SHORT) {
                int value = file.readUint16(entry + 8, bigEndian);
                return value >= 1 && value <= 8 ? value : 1;
            }
        }
        return 1;
    }
}
