package studio.atelier.generation.input;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.image.GeneratedImages;
import studio.atelier.generation.image.Picture;
import studio.atelier.generation.provider.ImageProvider.InputPictureFile;
import studio.atelier.generation.upload.Upload;
import studio.atelier.generation.upload.UserUploads;

/** The pictures a job is made from: uploads of its user, and images from the user's gallery. */
@Component
public class JobInputPictures {

    private static final int READS_AT_ONCE = 4;

    private final UserUploads uploads;
    private final GeneratedImages images;

    JobInputPictures(UserUploads uploads, GeneratedImages images) {
        this.uploads = uploads;
        this.images = images;
    }

    /** The first of these ids that is neither an upload nor an image of the user; empty if there is none. */
    public Mono<UUID> findMissing(UserId user, List<UUID> ids) {
        return findPictures(user, ids)
                .flatMap(found -> Mono.justOrEmpty(
                        ids.stream().filter(id -> !found.containsKey(id)).findFirst()));
    }

    /** Reads the files, in the order of the ids; empty if one of the pictures no longer exists. */
    public Mono<List<InputPictureFile>> readFiles(UserId user, List<UUID> ids) {
        return findPictures(user, ids)
                .filter(found -> found.keySet().containsAll(ids))
                .flatMap(found -> Flux.fromIterable(ids)
                        .flatMapSequential(id -> Objects.requireNonNull(found.get(id)), READS_AT_ONCE)
                        .collectList());
    }

    /** Images are looked up only for ids that are no uploads. */
    private Mono<Map<UUID, Mono<InputPictureFile>>> findPictures(UserId user, List<UUID> ids) {
        return uploads.listUploads(user, ids).flatMap(found -> {
            Map<UUID, Mono<InputPictureFile>> pictures = new HashMap<>();
            found.forEach(upload -> pictures.put(upload.id(), readFile(upload)));
            List<UUID> others = new ArrayList<>(ids);
            others.removeAll(pictures.keySet());
            return others.isEmpty()
                    ? Mono.just(pictures)
                    : images.listImages(user, others)
                            .doOnNext(image -> pictures.put(image.id(), readFile(user, image)))
                            .then(Mono.just(pictures));
        });
    }

    private Mono<InputPictureFile> readFile(Upload upload) {
        return uploads.readUpload(upload).map(bytes -> new InputPictureFile(bytes, upload.contentType()));
    }

    private Mono<InputPictureFile> readFile(UserId user, Picture image) {
        return images.readImage(user, image.id()).map(bytes -> new InputPictureFile(bytes, image.contentType()));
    }
}
