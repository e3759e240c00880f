package studio.atelier.generation.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;
import studio.atelier.generation.provider.PublicAddresses.PrivateAddressException;

/** Connections are made in no test: those that would be made are recorded and fail. */
class PublicAddressesTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String PUBLIC = "93.184.216.34";
    private static final String OTHER_PUBLIC = "2606:2800:220:1:248:1893:25c8:1946";

    private final Queue<String> connected = new ConcurrentLinkedQueue<>();
    private final FixedNames names = new FixedNames();
    private final HttpClient client = PublicAddresses.restrictConnections(
                    HttpClient.create(ConnectionProvider.newConnection()).resolver(names))
            .doOnChannelInit((observer, channel, remote) -> channel.pipeline().addFirst(new RecordedConnections()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.0",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.88.98.255",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2001:200::1",
                "2606:2800:220:1:248:1893:25c8:1946",
                "2a00::1"
            })
    void knowsPublicAddresses(String address) throws UnknownHostException {
        assertThat(PublicAddresses.isPublic(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.255.255.255",
                "10.0.0.0",
                "10.255.255.255",
                "100.64.0.0",
                "100.127.255.255",
                "127.0.0.1",
                "169.254.169.254",
                "172.16.0.0",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "198.18.0.0",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::7f00:1",
                "::ffff:0:7f00:1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::7f00:1",
                "100::1",
                "2001::1",
                "2001:1ff::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "4000::1",
                "5f00::1",
                "fc00::1",
                "fd00::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void knowsAddressesThatAreNotPublic(String address) throws UnknownHostException {
        assertThat(PublicAddresses.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @Test
    void connectsToAPublicAddressWrittenOut() {
        expectFailure("https://" + PUBLIC + "/x", ConnectException.class);
        expectFailure("https://[" + OTHER_PUBLIC + "]/x", ConnectException.class);

        assertThat(connected).containsExactly(PUBLIC, OTHER_PUBLIC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "169.254.169.254",
                "[::]",
                "[::1]",
                "[::127.0.0.1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[0:0:0:0:0:ffff:a9fe:a9fe]",
                "[64:ff9b::7f00:1]",
                "[2002:7f00:1::]",
                "[fd00::1]",
                "[fe80::1%25lo]"
            })
    void refusesPrivateAddressesWrittenOut(String host) {
        expectFailure("https://" + host + "/x", PrivateAddressException.class);
        expectFailure("http://" + host + "/x", PrivateAddressException.class);

        assertThat(connected).isEmpty();
    }

    /** Some resolvers take them for addresses. */
    @ParameterizedTest
    @ValueSource(strings = {"2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "0", "localhost"})
    void refusesNamesThatTheResolverTakesForLoopback(String host) throws UnknownHostException {
        names.answer("127.0.0.1");

        expectFailure("https://" + host + "/x", PrivateAddressException.class);

        assertThat(connected).isEmpty();
    }

    @Test
    void refusesANameWithPrivateAddressesOnly() throws UnknownHostException {
        names.answer("127.0.0.1", "10.0.0.1", "::1");

        expectFailure("https://pictures.example/x", PrivateAddressException.class);

        assertThat(connected).isEmpty();
    }

    @Test
    void usesOnlyThePublicAddressesOfAName() throws UnknownHostException {
        names.answer("127.0.0.1", PUBLIC, "10.0.0.1", OTHER_PUBLIC);

        expectFailure("https://pictures.example/x", ConnectException.class);

        assertThat(connected).containsExactly(PUBLIC, OTHER_PUBLIC);
    }

    @Test
    void checksTheAddressThatItConnectsToWhenANameChanges() throws UnknownHostException {
        names.answer(PUBLIC);
        names.answer("169.254.169.254");

        expectFailure("https://pictures.example/x", ConnectException.class);
        expectFailure("https://pictures.example/x", PrivateAddressException.class);

        assertThat(connected).containsExactly(PUBLIC);
        assertThat(names.answers).as("one look-up for each connection").isEmpty();
    }

    @Test
    void leavesNoSocketOpenAfterARefusal() {
        long before = openFiles();

        StepVerifier.create(Flux.range(0, 300)
                        .concatMap(i -> get("https://127.0.0.1/x").onErrorComplete())
                        .then(Mono.fromSupplier(PublicAddressesTest::openFiles)))
                .assertNext(after -> assertThat(after).isLessThan(before + 100))
                .expectComplete()
                .verify(LIMIT);
    }

    private static long openFiles() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    private Mono<HttpClientResponse> get(String url) {
        return client.get().uri(url).response();
    }

    private void expectFailure(String url, Class<? extends Throwable> type) {
        StepVerifier.create(get(url)).expectError(type).verify(LIMIT);
    }

    /** Next to the network: what arrives here would be connected to. */
    private final class RecordedConnections extends ChannelOutboundHandlerAdapter {

        @Override
        public void connect(
                ChannelHandlerContext context, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            connected.add(((InetSocketAddress) remote).getAddress().getHostAddress());
            promise.tryFailure(new ConnectException("No connections in this test"));
        }
    }

    /** Answers each look-up of any name with the next answer. */
    private static final class FixedNames extends AddressResolverGroup<InetSocketAddress> {

        private final Queue<List<InetAddress>> answers = new ConcurrentLinkedQueue<>();

        void answer(String... addresses) throws UnknownHostException {
            List<InetAddress> answer = new ArrayList<>();
            for (String address : addresses) {
                answer.add(InetAddress.getByName(address));
            }
            answers.add(answer);
        }

        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new InetNameResolver(executor) {
                @Override
                protected void doResolve(String name, Promise<InetAddress> promise) {
                    promise.setSuccess(answers.remove().get(0));
                }

                @Override
                protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
                    promise.setSuccess(answers.remove());
                }
            }.asAddressResolver();
        }
    }
}
