package studio.atelier.generation.provider;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Consumer;
import reactor.core.scheduler.Schedulers;

/** Resolves names for a connection, and refuses those with an address that is not public. */
final class PublicNameResolverGroup extends AddressResolverGroup<InetSocketAddress> {

    private final HostAddressLookup lookup;

    PublicNameResolverGroup(HostAddressLookup lookup) {
        this.lookup = lookup;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new CheckedResolver(executor, lookup).asAddressResolver();
    }

    /** Looks up the addresses of a name; may block. */
    @FunctionalInterface
    interface HostAddressLookup {
        InetAddress[] addressesOf(String host) throws UnknownHostException;
    }

    /** The name resolves to an address that is not public. */
    static final class PrivateAddressException extends UnknownHostException {

        private static final long serialVersionUID = 1L;

        PrivateAddressException(String host) {
            super(host + " is not a public address");
        }
    }

    /** The JDK's lookup blocks, so it runs on a thread that may block. */
    private static final class CheckedResolver extends InetNameResolver {

        private final HostAddressLookup lookup;

        private CheckedResolver(EventExecutor executor, HostAddressLookup lookup) {
            super(executor);
            this.lookup = lookup;
        }

        @Override
        protected void doResolve(String host, Promise<InetAddress> promise) {
            resolvePublicAddresses(host, addresses -> promise.setSuccess(addresses.get(0)), promise::setFailure);
        }

        @Override
        protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
            resolvePublicAddresses(host, promise::setSuccess, promise::setFailure);
        }

        private void resolvePublicAddresses(
                String host, Consumer<List<InetAddress>> found, Consumer<Throwable> failed) {
            Schedulers.boundedElastic().schedule(() -> {
                try {
                    List<InetAddress> addresses = List.of(lookup.addressesOf(host));
                    if (addresses.isEmpty() || !addresses.stream().allMatch(PublicAddresses::isPublic)) {
                        throw new PrivateAddressException(host);
                    }
                    found.accept(addresses);
                } catch (UnknownHostException e) {
                    failed.accept(e);
                }
            });
        }
    }
}
