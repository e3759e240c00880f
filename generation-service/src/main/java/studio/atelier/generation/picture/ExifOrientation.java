package studio.atelier.generation.picture;

/** Reads the one value of EXIF that we honour. Nonsense counts as upright: the pixels decide what we accept. */
final class ExifOrientation {

    private static final int TAG = 0x0112;
    private static final int TYPE_SHORT = 3;
    private static final int ENTRY_LENGTH = 12;

    private ExifOrientation() {}

    /** The orientation, 1 to 8, in the TIFF structure that starts here; 1 if it says none. */
    static int read(Bytes file, int start) {
        try {
            return find(file, start);
        } catch (PictureException e) {
            return 1;
        }
    }

    private static int find(Bytes file, int start) {
        boolean bigEndian = file.has(start, "MM");
        long directory = start + file.u32(start + 4, bigEndian);
        int entries = file.u16(directory, bigEndian);
        for (int i = 0; i < entries; i++) {
            long entry = directory + 2 + (long) i * ENTRY_LENGTH;
            if (file.u16(entry, bigEndian) == TAG && file.u16(entry + 2, bigEndian) == TYPE_SHORT) {
                int value = file.u16(entry + 8, bigEndian);
                return value >= 1 && value <= 8 ? value : 1;
            }
        }
        return 1;
    }
}
