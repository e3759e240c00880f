package studio.atelier.auth.session;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Describes a User-Agent header in two words, so that users recognise their own devices. */
public final class DeviceDescription {

    private static final List<Map.Entry<String, String>> SYSTEMS = List.of(
            Map.entry("iphone", "iPhone"),
            Map.entry("ipad", "iPad"),
            Map.entry("android", "Android"),
            Map.entry("windows", "Windows"),
            Map.entry("mac os", "macOS"),
            Map.entry("cros", "ChromeOS"),
            Map.entry("linux", "Linux"));

    /** Order matters: every browser also claims to be those further down. */
    private static final List<Map.Entry<String, String>> APPS = List.of(
            Map.entry("telegram", "Telegram"),
            Map.entry("edg", "Edge"),
            Map.entry("opr/", "Opera"),
            Map.entry("yabrowser", "Yandex Browser"),
            Map.entry("firefox", "Firefox"),
            Map.entry("chrome", "Chrome"),
            Map.entry("safari", "Safari"));

    private DeviceDescription() {}

    /** A name such as {@code Chrome, Android}; empty if nothing is recognised. */
    public static String describeDevice(String userAgent) {
        String lower = userAgent.toLowerCase(Locale.ROOT);
        String app = findFirstName(APPS, lower);
        String system = findFirstName(SYSTEMS, lower);
        return app.isEmpty() || system.isEmpty() ? app + system : app + ", " + system;
    }

    private static String findFirstName(List<Map.Entry<String, String>> names, String userAgent) {
        return names.stream()
                .filter(name -> userAgent.contains(name.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }
}
