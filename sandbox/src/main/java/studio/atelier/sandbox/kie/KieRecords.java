package studio.atelier.sandbox.kie;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import studio.atelier.sandbox.SandboxProperties;
import tools.jackson.databind.json.JsonMapper;

/** The record of a task as {@code recordInfo} and callbacks show it: two of its values are JSON inside a string. */
@Component
public class KieRecords {

    private final String ownFiles;
    private final JsonMapper json;
    private final Clock clock;

    KieRecords(SandboxProperties properties, JsonMapper json, Clock clock) {
        this.ownFiles = properties.url() + "/kie-files/";
        this.json = json;
        this.clock = clock;
    }

    Map<String, @Nullable Object> record(KieTask task) {
        Instant endedAt = task.outcome().endedAt();
        Instant now = clock.instant();
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("taskId", task.taskId());
        data.put("model", task.input().model().id());
        data.put("state", task.state(now));
        data.put("param", task.param());
        data.put("resultJson", resultJson(task));
        data.put("failCode", task.outcome().failCode());
        data.put("failMsg", task.outcome().failMsg());
        data.put(
                "costTime",
                endedAt == null
                        ? 0
                        : Duration.between(task.createdAt(), endedAt).toMillis());
        data.put("createTime", task.createdAt().toEpochMilli());
        data.put("updateTime", endedAt == null ? now.toEpochMilli() : endedAt.toEpochMilli());
        data.put("completeTime", endedAt == null ? 0 : endedAt.toEpochMilli());
        data.put("progress", 0);
        return data;
    }

    /** The address of a stored file. */
    public String address(String file) {
        return ownFiles + file;
    }

    /** The name of the stored file at an address, or an empty text if the address is not of this sandbox. */
    String file(String address) {
        return address.startsWith(ownFiles) ? address.substring(ownFiles.length()) : "";
    }

    private String resultJson(KieTask task) {
        return task.outcome().isSuccess()
                ? json.writeValueAsString(
                        Map.of("resultUrls", List.of(address(task.outcome().result()))))
                : "";
    }
}
