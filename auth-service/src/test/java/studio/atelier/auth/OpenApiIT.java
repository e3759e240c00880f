package studio.atelier.auth;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.reactive.server.WebTestClient;
import studio.atelier.platform.test.AtelierInfrastructure;

@AtelierInfrastructure
@AuthServiceTest
class OpenApiIT {

    @Autowired
    WebTestClient http;

    @Test
    void describesEveryCall() {
        http.get()
                .uri("/v3/api-docs")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.info.title")
                .isEqualTo("Atelier auth-service")
                .jsonPath("$.paths['/api/v1/auth/telegram'].post.operationId")
                .isEqualTo("logIn")
                .jsonPath(
                        "$.paths['/api/v1/auth/telegram'].post.responses['200'].content['application/json'].schema['$ref']")
                .isEqualTo("#/components/schemas/Tokens")
                .jsonPath("$.paths['/api/v1/auth/refresh'].post.responses['401']")
                .exists()
                .jsonPath(
                        "$.paths['/api/v1/auth/refresh'].post.responses['401'].content['application/problem+json'].schema['$ref']")
                .isEqualTo("#/components/schemas/Problem")
                .jsonPath("$.components.schemas.Tokens.required.length()")
                .isEqualTo(4)
                .jsonPath("$.servers[0].url")
                .isEqualTo("/")
                .jsonPath("$.paths['/api/v1/auth/logout'].post.responses['204']")
                .exists()
                .jsonPath("$.paths['/api/v1/auth/logout-all'].post")
                .exists()
                .jsonPath("$.security[0].bearer")
                .exists()
                .jsonPath("$.paths['/api/v1/auth/refresh'].post.security.length()")
                .isEqualTo(0)
                .jsonPath("$.paths['/api/v1/auth/me'].patch")
                .exists()
                .jsonPath("$.paths['/api/v1/auth/sessions'].get.parameters")
                .doesNotExist()
                .jsonPath("$.paths['/api/v1/auth/sessions/{id}'].delete")
                .exists()
                .jsonPath("$.paths['/api/v1/admin/auth/users/{userId}/block'].put.responses['409']")
                .exists()
                .jsonPath("$.components.schemas.OperatorUser.required.length()")
                .isEqualTo(13)
                .jsonPath("$.paths['/.well-known/jwks.json'].get")
                .exists();
    }
}
