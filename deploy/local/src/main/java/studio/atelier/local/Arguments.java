package studio.atelier.local;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.atelier.local.settings.StackException;

/** A command line: a command, then switches ({@code --wipe}), options ({@code --workers 2}) and words. */
record Arguments(String command, Set<String> switches, Map<String, String> options, List<String> words) {

    private static final Set<String> SWITCHES =
            Set.of("--detach", "--wipe", "--invariants", "--follow", "--help", "--foreground");
    private static final Set<String> OPTIONS = Set.of("--workers", "--only", "--run-dir", "--port-offset", "--grep");
    private static final Map<String, String> SHORT = Map.of("-d", "--detach", "-f", "--follow", "-h", "--help");

    static Arguments parse(String... arguments) {
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(arguments));
        String command = rest.isEmpty() ? "help" : rest.removeFirst();
        Set<String> switches = new HashSet<>();
        Map<String, String> options = new HashMap<>();
        List<String> words = new ArrayList<>();
        while (!rest.isEmpty()) {
            String argument = rest.removeFirst();
            String name = SHORT.getOrDefault(argument, argument).replaceFirst("=.*", "");
            if (SWITCHES.contains(name)) {
                switches.add(name);
            } else if (OPTIONS.contains(name)) {
                options.put(name, value(argument, name, rest));
            } else if (name.startsWith("-")) {
                throw new StackException(argument + " is not known; ./atelier --help lists what is");
            } else {
                words.add(argument);
            }
        }
        return new Arguments(command, Set.copyOf(switches), Map.copyOf(options), List.copyOf(words));
    }

    boolean has(String name) {
        return switches.contains(name);
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    private static String value(String argument, String name, Deque<String> rest) {
        if (argument.length() > name.length()) {
            return argument.substring(name.length() + 1);
        }
        if (rest.isEmpty()) {
            throw new StackException(name + " needs a value");
        }
        return rest.removeFirst();
    }
}
