package studio.atelier.local.settings;

import java.io.PrintStream;

/** Prints the addresses to open. */
public record Addresses(String sandbox, String gateway) {

    public static Addresses of(Environment environment) {
        return new Addresses(environment.get("ATELIER_SANDBOX_URL"), environment.get("ATELIER_PUBLIC_URL"));
    }

    public void print(PrintStream out) {
        out.printf("%n  %-24s a phone with the Mini App in it, and the control panel%n", sandbox);
        out.printf("  %-24s the Mini App itself, as Telegram opens it%n%n", gateway);
        out.println(
                "Open the first one and choose a test person: the phone shows the Mini App. ./atelier down ends it all.");
        out.flush();
    }
}
