// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.camelk;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.main.MainCommandLineSupport;
import org.apache.camel.test.AvailablePortFinder;

/**
 * A replica of an Integration or Pipe: Camel Main with the files that Camel K mounts into a Pod. The flows of an
 * Integration are one file; each key of a mounted Secret is one, behind links, as the kubelet writes them.
 */
final class Pod implements AutoCloseable {

    private final MainCommandLineSupport camel;
    private final int port;
    private final AvailablePortFinder.Port reserved = AvailablePortFinder.find();

    /**
     * @param folder an empty one
     * @param secrets values in place of those in the files, by key
     */
    private Pod(MainCommandLineSupport camel, Resource resource, Path folder, Map<String, String> secrets)
            throws IOException {
        this.camel = camel;
        port = reserved.getPort();
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("camel.main.routes-include-pattern", "file:" + routes(resource, folder));
        properties.put("camel.main.cloud-properties-location", String.join(",", mount(resource, folder, secrets)));
        // A consumer that waits for a message notices only then that it is stopped; by default after a second.
        properties.put("camel.component.jms.receive-timeout", "100");
        if (resource.content().toString().contains("platform-http:")) {
            properties.put("camel.server.enabled", "true");
            properties.put("camel.server.host", "127.0.0.1");
            properties.put("camel.server.port", String.valueOf(port));
        }
        camel.configure().withAutoConfigurationEnvironmentVariablesEnabled(false);
        // Camel reads the location of the Secrets from files alone: elsewhere it is found too early for a type
        // converter.
        camel.setPropertyPlaceholderLocations("file:" + write(properties, folder.resolve("application.properties"))
                + ",file:" + write(resource.properties(), folder.resolve("conf.d/user.properties")));
    }

    static Pod start(MainCommandLineSupport camel, Resource resource, Path folder, Map<String, String> secrets)
            throws Exception {
        Pod pod = new Pod(camel, resource, folder, secrets);
        try {
            camel.start();
        } catch (Exception e) {
            pod.close();
            throw e;
        }
        return pod;
    }

    /** What {@code yq .spec.flows FILE} prints; a Pipe is loaded as it is. */
    private static Path routes(Resource resource, Path folder) throws IOException {
        Path routes = folder.resolve(resource.name() + ".camel.yaml");
        Resource.YAML.writeValue(
                routes.toFile(),
                resource.kind().equals("Pipe")
                        ? resource.content()
                        : resource.content().at("/spec/flows"));
        return routes;
    }

    private static Path write(Map<String, String> properties, Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        properties.forEach((name, value) -> lines.add(name + "=" + value));
        return Files.write(file, lines);
    }

    private static List<String> mount(Resource resource, Path folder, Map<String, String> secrets) throws IOException {
        List<String> folders = new ArrayList<>();
        for (String name : resource.mountedSecrets()) {
            Path mounted = folder.resolve("conf.d/_secrets").resolve(name);
            Path version = Files.createDirectories(mounted.resolve("..2026_11_29"));
            Files.createSymbolicLink(mounted.resolve("..data"), version.getFileName());
            for (Map.Entry<String, String> value :
                    Resource.named("Secret", name).values().entrySet()) {
                String key = value.getKey();
                Files.writeString(version.resolve(key), secrets.getOrDefault(key, value.getValue()));
                Files.createSymbolicLink(mounted.resolve(key), Path.of("..data", key));
            }
            folders.add(mounted.toString());
        }
        return folders;
    }

    CamelContext context() {
        return camel.getCamelContext();
    }

    HttpResponse<String> send(String method, String path, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .header("Content-Type", "text/plain")
                                .header("Authorization", "Bearer of-a-client")
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** Stops it in order, as SIGTERM does. */
    @Override
    public void close() {
        camel.stop();
        reserved.release();
    }
}
