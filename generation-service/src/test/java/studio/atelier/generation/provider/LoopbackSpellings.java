package studio.atelier.generation.provider;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Hosts of URLs that some parser, resolver or browser takes for an address of this machine. */
final class LoopbackSpellings {

    private static final List<String> ADDRESSES = List.of(
            "127.0.0.1",
            "127.0.0.2",
            "127.0.1.1",
            "127.1.2.3",
            "127.16.0.8",
            "127.127.127.127",
            "127.200.30.4",
            "127.255.255.254",
            "0.0.0.0");

    private static final List<String> OTHERS = List.of(
            "127.1",
            "127.0.1",
            "0",
            "localhost",
            "localhost.",
            "LOCALHOST",
            "ip6-localhost",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[0000:0000:0000:0000:0000:0000:0000:0001]",
            "[::]",
            "[::1%25lo]",
            "[fe80::1%25lo]",
            "%31%32%37.0.0.1",
            "127%2e0%2e0%2e1",
            "127。0。0。1",
            "127．0．0．1",
            "①②⑦.⓪.⓪.①",
            "１２７.０.０.１",
            "example.com@127.0.0.1",
            "127.0.0.1#@example.com",
            "example.com\\@127.0.0.1",
            "127.0.0.1%00.example.com",
            " 127.0.0.1",
            "\t127.0.0.1");

    private LoopbackSpellings() {}

    static List<String> list() {
        return Stream.concat(OTHERS.stream(), ADDRESSES.stream().flatMap(LoopbackSpellings::spell))
                .distinct()
                .toList();
    }

    private static Stream<String> spell(String address) {
        int[] part = Stream.of(address.split("\\.")).mapToInt(Integer::parseInt).toArray();
        long number = ((long) part[0] << 24) | (part[1] << 16) | (part[2] << 8) | part[3];
        String high = Integer.toHexString(part[0] << 8 | part[1]);
        String low = Integer.toHexString(part[2] << 8 | part[3]);
        return Stream.of(
                address,
                address + ".",
                Long.toString(number),
                "0x" + Long.toHexString(number),
                "0X" + Long.toHexString(number).toUpperCase(Locale.ROOT),
                "0" + Long.toOctalString(number),
                join(part, "0x%x"),
                join(part, "0%o"),
                join(part, "%03d"),
                "0x%x.%d.0%o.%d".formatted(part[0], part[1], part[2], part[3]),
                part[0] + "." + (number & 0xff_ffff),
                part[0] + "." + part[1] + "." + (number & 0xffff),
                "0x%x.0x%x".formatted(part[0], number & 0xff_ffff),
                Long.toString(number + (1L << 32)),
                "[::ffff:" + address + "]",
                "[::ffff:" + high + ":" + low + "]",
                "[0:0:0:0:0:ffff:" + high + ":" + low + "]",
                "[::" + address + "]",
                "[::" + high + ":" + low + "]",
                "[::ffff:0:" + address + "]",
                "[64:ff9b::" + address + "]",
                "[64:ff9b:1::" + high + ":" + low + "]",
                "[2002:" + high + ":" + low + "::]",
                "user:pass@" + address);
    }

    private static String join(int[] parts, String format) {
        return String.join(".", IntStream.of(parts).mapToObj(format::formatted).toList());
    }
}
