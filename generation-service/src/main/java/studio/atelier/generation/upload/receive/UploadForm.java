package studio.atelier.generation.upload.receive;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * The form of an upload, only for the API's description: a request is read piece by piece, never as a whole.
 *
 * @param file at most 5 MB
 */
record UploadForm(
        @Schema(type = "string", format = "binary", requiredMode = Schema.RequiredMode.REQUIRED)
        String file) {}
