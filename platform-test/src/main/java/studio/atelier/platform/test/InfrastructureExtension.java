package studio.atelier.platform.test;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Provides {@link TestSpace} and {@link OwnServers} to test classes without Spring; both end with the class. */
final class InfrastructureExtension implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(InfrastructureExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        return type == TestSpace.class || (type == OwnServers.class && wantsOwn(test));
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == OwnServers.class ? ownServers(test) : space(test);
    }

    private static TestSpace space(ExtensionContext test) {
        return store(test)
                .computeIfAbsent(
                        TestSpace.class,
                        key -> TestSpace.create(
                                wantsOwn(test) ? ownServers(test).addresses() : SharedServers.get()),
                        TestSpace.class);
    }

    private static OwnServers ownServers(ExtensionContext test) {
        return store(test).computeIfAbsent(OwnServers.class, key -> OwnServers.start(), OwnServers.class);
    }

    private static ExtensionContext.Store store(ExtensionContext test) {
        ExtensionContext ofClass = test;
        while (ofClass.getTestMethod().isPresent()) {
            ofClass = ofClass.getParent().orElseThrow();
        }
        return ofClass.getStore(NAMESPACE);
    }

    private static boolean wantsOwn(ExtensionContext test) {
        AtelierInfrastructure wish = test.getRequiredTestClass().getAnnotation(AtelierInfrastructure.class);
        return wish != null && wish.own();
    }
}
