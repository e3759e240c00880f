package studio.atelier.generation.upload.receive;

import java.nio.file.Path;
import studio.atelier.generation.picture.PictureFileFormat;

/**
 * A received file in a temporary place.
 *
 * @param promised the format that both its name and its declared type claim
 * @param sizeBytes counted, not declared
 * @param sha256 of its content, in lower-case hex
 */
record ReceivedUploadFile(Path path, PictureFileFormat promised, long sizeBytes, String sha256) {}
