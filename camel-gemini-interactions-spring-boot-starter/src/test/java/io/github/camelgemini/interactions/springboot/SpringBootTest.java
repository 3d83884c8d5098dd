// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.springboot;

import java.util.Map;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.interactions.GeminiInteractionsComponent;
import io.github.camelgemini.interactions.GeminiInteractionsConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An application configures the component with its properties, and calls the model. */
@ExtendWith(OutputCaptureExtension.class)
class SpringBootTest {

    private static final String PREFIX = "camel.component.gemini-interactions.";

    private GeminiEmulator emulator;
    private ConfigurableApplicationContext application;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        RouteBuilder routes() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:ask").to("gemini-interactions:create");
                }
            };
        }

        @Bean
        MemoryStateRepository talks() {
            return new MemoryStateRepository();
        }
    }

    @BeforeEach
    void startEmulator() {
        emulator = GeminiEmulator.builder().start();
    }

    @AfterEach
    void stop() {
        if (application != null) application.close();
        emulator.close();
    }

    private GeminiInteractionsConfiguration start(Map<String, Object> properties, Map<String, Object> variables) {
        application = starting(properties, variables).run();
        return application
                .getBean(CamelContext.class)
                .getComponent("gemini-interactions", GeminiInteractionsComponent.class)
                .getConfiguration();
    }

    private static SpringApplication starting(Map<String, Object> properties, Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables));
        environment.getPropertySources().addFirst(new MapPropertySource("properties", properties));
        SpringApplication starting = new SpringApplication(Application.class);
        starting.setWebApplicationType(WebApplicationType.NONE);
        starting.setEnvironment(environment);
        return starting;
    }

    private String ask(String question) {
        return application
                .getBean(FluentProducerTemplate.class)
                .to("direct:ask")
                .withBody(question)
                .request(String.class);
    }

    @Test
    void theApplicationsPropertiesAreTheComponentsOptions() {
        emulator.script(onCreate().text("Paris"));

        start(
                Map.of(
                        PREFIX + "base-url",
                        emulator.baseUrl(),
                        PREFIX + "api-key",
                        GeminiEmulator.KEY,
                        PREFIX + "model",
                        "gemini-3.5-flash"),
                Map.of());

        assertThat(ask("Capital?")).isEqualTo("Paris");
    }

    @Test
    void everySpellingOfSpringBootIsRead() {
        GeminiInteractionsConfiguration configured = start(
                Map.of(
                        PREFIX + "requestTimeout", "30s",
                        PREFIX + "await_timeout", 90_000,
                        PREFIX + "conversation-repository", "#bean:talks",
                        PREFIX + "generation-config-fields.thinking-level", "low"),
                Map.of("CAMEL_COMPONENT_GEMINI_INTERACTIONS_API_KEY", "secret"));

        assertThat(configured.getRequestTimeout()).isEqualTo(30_000);
        assertThat(configured.getAwaitTimeout()).isEqualTo(90_000);
        assertThat(configured.getConversationRepository()).isSameAs(application.getBean("talks"));
        assertThat(configured.getGenerationConfigFields()).containsEntry("thinking-level", "low");
        assertThat(configured.getApiKey()).isEqualTo("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"api-kee", "configuration.api-key", "model.name"})
    void aPropertyThatIsNoOptionFailsTheStartAndIsNamed(String property) {
        assertThatThrownBy(() -> start(Map.of(PREFIX + "api-key", "k", PREFIX + property, "secret"), Map.of()))
                .rootCause()
                .hasMessageContaining(PREFIX + property)
                .hasMessageNotContaining("secret");
    }

    @Test
    void aValueThatCannotBeReadFailsTheStartAndNamesItsOption() {
        assertThatThrownBy(() -> start(Map.of(PREFIX + "api-key", "k", PREFIX + "max-retries", "often"), Map.of()))
                .hasStackTraceContaining("maxRetries");
    }

    @Test
    void withoutTheStarterPropertiesThatNothingReadsAreLogged(CapturedOutput output) {
        SpringApplication withoutStarter = starting(
                Map.of(
                        PREFIX + "apiKey",
                        "do-not-log-this",
                        PREFIX + "base-url",
                        emulator.baseUrl(),
                        "spring.autoconfigure.exclude",
                        GeminiInteractionsAutoConfiguration.class.getName()),
                Map.of("CAMEL_COMPONENT_GEMINI_INTERACTIONS_MAX_RETRIES", "0"));

        assertThatThrownBy(withoutStarter::run).hasStackTraceContaining("no API key");

        assertThat(output)
                .containsOnlyOnce("Nothing reads " + PREFIX + "api-key, " + PREFIX + "base-url, " + PREFIX
                        + "max-retries: add the dependency "
                        + "io.github.camelgemini:camel-gemini-interactions-spring-boot-starter");
        assertThat(output).doesNotContain("do-not-log-this");
    }

    @Test
    void withTheStarterNothingIsLoggedOfThem(CapturedOutput output) {
        start(Map.of(PREFIX + "api-key", "k"), Map.of());

        assertThat(output).doesNotContain("Nothing reads");
    }

    @Test
    void theHealthOfAConsumerIsThatOfTheApplication() throws Exception {
        emulator.script(onCreate().text("Paris"));
        SpringApplication starting = starting(
                Map.of(
                        PREFIX + "base-url",
                        emulator.baseUrl(),
                        PREFIX + "api-key",
                        GeminiEmulator.KEY,
                        PREFIX + "model",
                        "gemini-3.5-flash",
                        "camel.health.exposure-level",
                        "full"),
                Map.of());
        starting.addInitializers(context -> ((GenericApplicationContext) context)
                .registerBean("consumer", RouteBuilder.class, () -> new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("gemini-interactions:create?input=Capital?")
                                .routeId("capital")
                                .to("mock:steps");
                    }
                }));
        application = starting.run();
        MockEndpoint steps = application.getBean(CamelContext.class).getEndpoint("mock:steps", MockEndpoint.class);
        steps.setExpectedMessageCount(2);
        steps.assertIsSatisfied();

        Health health =
                application.getBean("camelHealth", HealthIndicator.class).getHealth(true);

        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails()).containsEntry("consumer:capital", "UP");
        assertThat(health.getDetails().toString())
                .contains("interaction.id=" + emulator.interactionIds().get(0));
    }
}
