package studio.atelier.platform.settings;

import java.util.List;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.ConfigurableEnvironment;

/** Checks the settings before other beans use them. */
@AutoConfiguration
class SettingsAutoConfiguration {

    @Bean
    static BeanFactoryPostProcessor settingsCheck(ConfigurableEnvironment environment) {
        return new RequiredSettingsCheck(environment);
    }

    private record RequiredSettingsCheck(ConfigurableEnvironment environment)
            implements BeanFactoryPostProcessor, PriorityOrdered {

        @Override
        public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
            List<String> complaints = new RequiredSettings(environment).listComplaints();
            if (!complaints.isEmpty()) {
                throw new IncompleteSettingsException(complaints);
            }
        }

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }
    }
}
