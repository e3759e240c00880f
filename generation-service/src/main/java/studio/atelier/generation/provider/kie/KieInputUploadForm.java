package studio.atelier.generation.provider.kie;

import org.springframework.http.HttpEntity;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.util.MultiValueMap;
import studio.atelier.generation.provider.ImageProvider.InputPictureFile;
import studio.atelier.generation.provider.InputPictureParts;

/** The form of kie.ai's file upload. */
final class KieInputUploadForm {

    private static final String FOLDER = "atelier/inputs";

    private KieInputUploadForm() {}

    static MultiValueMap<String, HttpEntity<?>> toMultipartForm(String name, InputPictureFile picture) {
        String fileName = InputPictureParts.toFileName(name, picture);
        MultipartBodyBuilder form = new MultipartBodyBuilder();
        InputPictureParts.addPicture(form, "file", fileName, picture);
        form.part("uploadPath", FOLDER);
        form.part("fileName", fileName);
        return form.build();
    }
}
