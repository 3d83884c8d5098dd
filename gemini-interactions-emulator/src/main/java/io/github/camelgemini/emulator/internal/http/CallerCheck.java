// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.camelgemini.emulator.internal.request.Refused;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;

/**
 * Refuses what a web page of another site makes a browser send. An admin request needs a {@code Host} that names the
 * emulator, as a page may have a name of its own that leads to this machine (DNS rebinding). A request that a browser marks
 * with {@code Origin} or {@code Sec-Fetch-Site} has to come from the emulator's own pages, on all paths. The answers have no
 * CORS headers. Documented: RFC 6454, 7; Fetch Metadata Request Headers, 2.3.
 */
final class CallerCheck {
    private static final Pattern ADMIN = Pattern.compile("(?i)(?:^|[/\\\\])_emulator(?:[/\\\\;?#\\s]|$)");
    private static final int HTTP = 80;
    private static final int MOST_DECODINGS = 8;
    private static final int LONGEST_SHOWN = 100;

    /** Never a name: no name is looked up here. */
    private static final Pattern IP_V4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");

    private static final Pattern IP_V6 = Pattern.compile("\\[[0-9A-Fa-f]*:[0-9A-Fa-f:.]+]");

    private final Set<String> names = new HashSet<>();
    private final Set<String> namesWithPort = new HashSet<>();

    /**
     * @param host the interface that the emulator was started with
     * @param adminHosts further values of {@code Host}, with a port or without: then with the emulator's
     */
    CallerCheck(String host, List<String> adminHosts) {
        names.add("localhost");
        names.add(bracketed(lower(host)));
        for (String other : adminHosts) {
            String name = lower(other);
            boolean hasPort = name.matches(".*[^:]:\\d+") && (!name.contains("::") || name.contains("]:"));
            (hasPort ? namesWithPort : names).add(hasPort ? name : bracketed(name));
        }
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** @throws Refused saying why, and what to do, if the request may come from another site's page */
    void check(HttpServerRequest request, String path) {
        boolean admin = isAdmin(path) || isAdmin(request.uri().split("[?#]", 2)[0]);
        List<String> origins = request.headers().getAll("origin");
        List<String> sites = request.headers().getAll("sec-fetch-site");
        if (admin || !origins.isEmpty() || !sites.isEmpty()) {
            checkHost(request, admin ? "Admin requests" : "Requests of browsers");
        }
        for (String origin : origins) {
            if (origins.size() > 1
                    || !origin.regionMatches(true, 0, "http://", 0, 7)
                    || !isOwn(origin.substring(7), request.localAddress())) {
                throw refused("The Origin " + shown(origin)
                        + " is not this emulator's. It takes requests of its own pages, and"
                        + " of programs, which send no Origin: call it from a program.");
            }
        }
        for (String site : sites) {
            if (sites.size() > 1 || !Set.of("same-origin", "none").contains(lower(site))) {
                throw refused("A page of another site sent this (Sec-Fetch-Site: " + shown(site)
                        + "): open the address of the emulator itself, or call it from a program.");
            }
        }
    }

    private void checkHost(HttpServerRequest request, String what) {
        List<String> hosts = request.headers().getAll("host");
        if (hosts.size() != 1) {
            throw refused(what + " have one Host header, not " + hosts.size() + ": use a client of HTTP/1.1.");
        }
        if (!request.uri().startsWith("/")) {
            throw refused(what + " name a path, not a whole URL: call the emulator directly, not as a proxy.");
        }
        if (!isOwn(hosts.get(0), request.localAddress())) {
            throw refused("The Host " + shown(hosts.get(0)) + " is not this emulator's: call it as localhost:"
                    + request.localAddress().port()
                    + ", by its address, or by the name of --host; start it with --admin-host"
                    + " for another name.");
        }
    }

    /** Whether a path leads to the emulator's own ones in any spelling that some server or client might resolve. */
    static boolean isAdmin(String path) {
        String decoded = path;
        for (int i = 0; i < MOST_DECODINGS; i++) {
            if (ADMIN.matcher(decoded).find()) {
                return true;
            }
            if (!decoded.contains("%")) {
                return false;
            }
            decoded = decoded(decoded);
        }
        return true;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text.replaceAll("%(?![0-9A-Fa-f]{2})", "");
        }
    }

    /** @param authority host, and a port unless it is 80 */
    private boolean isOwn(String authority, SocketAddress local) {
        String given = lower(authority);
        if (namesWithPort.contains(given)) {
            return true;
        }
        int colon = given.lastIndexOf(':');
        boolean hasPort = colon > given.lastIndexOf(']');
        String name = hasPort ? given.substring(0, colon) : given;
        String port = hasPort ? given.substring(colon + 1) : String.valueOf(HTTP);
        return port.equals(String.valueOf(local.port())) && (names.contains(name) || isAddressOfThis(name, local));
    }

    /** An address of the loopback interface, or the one that the client is connected to. */
    private static boolean isAddressOfThis(String name, SocketAddress local) {
        boolean v6 = IP_V6.matcher(name).matches();
        if (!v6 && !IP_V4.matcher(name).matches()) {
            return false;
        }
        try {
            InetAddress address = InetAddress.getByName(v6 ? name.substring(1, name.length() - 1) : name);
            return address.isLoopbackAddress()
                    || address.equals(InetAddress.getByName(String.valueOf(local.hostAddress())));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String lower(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    private static String shown(String value) {
        return "'" + (value.length() <= LONGEST_SHOWN ? value : value.substring(0, LONGEST_SHOWN) + "…") + "'";
    }

    private static Refused refused(String why) {
        return new Refused(403, "permission_denied", why);
    }
}
