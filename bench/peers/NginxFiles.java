import java.nio.file.Path;

/**
 * One configuration of nginx.
 *
 * @param outside what stands beside the server: upstreams and maps
 * @param listen with the port of HTTP as its first number and that of TLS as its second
 * @param inside what the server does
 * @param log the access log behind its file, or `off`
 */
record NginxFiles(String outside, String listen, String inside, String log) {

    private static final String FORWARDED =
            """
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Port $server_port;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Request-Start $msec;
            """;

    /** As dokku sets it up: no connection to the app is kept, and every request may become a WebSocket. */
    static NginxFiles asDokku(String origin) {
        return new NginxFiles(
                """
                map $http_upgrade $connection_upgrade { default upgrade; '' close; }
                upstream app { server %s; }
                """
                        .formatted(origin),
                "listen 127.0.0.1:%1$d backlog=4096;",
                """
                client_body_timeout 60s;
                client_header_timeout 60s;
                keepalive_timeout 75s;
                lingering_timeout 5s;
                send_timeout 60s;
                location / {
                    gzip on;
                    gzip_min_length 1100;
                    gzip_buffers 4 32k;
                    gzip_types text/css text/javascript text/xml text/plain application/json application/javascript;
                    gzip_vary on;
                    gzip_comp_level 6;
                    proxy_pass http://app;
                    proxy_connect_timeout 60s;
                    proxy_read_timeout 60s;
                    proxy_send_timeout 60s;
                    proxy_buffer_size 4k;
                    proxy_buffering on;
                    proxy_buffers 8 4k;
                    proxy_busy_buffers_size 8k;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection $connection_upgrade;
                    %s
                }
                """
                        .formatted(FORWARDED),
                "access.log");
    }

    /** Tuned: connections to the app are kept, and the access log is written in blocks. */
    static NginxFiles tuned(String origin, Path pem) {
        return new NginxFiles(
                """
                upstream app {
                    server %s;
                    keepalive 64;
                    keepalive_requests 100000000;
                }
                """
                        .formatted(origin),
                "listen 127.0.0.1:%1$d backlog=4096; listen 127.0.0.1:%2$d ssl http2 backlog=4096;",
                """
                ssl_certificate %1$s;
                ssl_certificate_key %1$s;
                ssl_protocols TLSv1.2 TLSv1.3;
                ssl_session_cache shared:tls:10m;
                location / {
                    proxy_pass http://app;
                    proxy_set_header Connection '';
                    %2$s
                }
                """
                        .formatted(pem, FORWARDED),
                "access.log combined buffer=64k flush=1s");
    }

    /** The whole file. */
    String configuration(Path folder, int http, int https) {
        return """
        worker_processes 2;
        daemon off;
        pid %1$s/pid;
        error_log %1$s/error.log warn;
        events { worker_connections 4096; }
        http {
            access_log %2$s;
            client_body_temp_path %1$s/body;
            proxy_temp_path %1$s/proxy;
            fastcgi_temp_path %1$s/fastcgi;
            uwsgi_temp_path %1$s/uwsgi;
            scgi_temp_path %1$s/scgi;
            keepalive_requests 100000000;
            sendfile on;
            tcp_nopush on;
            tcp_nodelay on;
            %3$s
            server {
                %4$s
                server_name %5$s;
                %6$s
            }
        }
        """
                .formatted(
                        folder,
                        log.equals("off") ? log : folder + "/" + log,
                        outside,
                        listen.formatted(http, https),
                        Servers.HOST,
                        inside);
    }
}
